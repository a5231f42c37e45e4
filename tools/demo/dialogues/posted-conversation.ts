import { randomUUID } from 'node:crypto';
import { Conversation, type Standing } from '../conversation.js';
import { expectThat } from '../expect.js';
import type { Receipt } from '../stage.js';

/** A conversation whose customer writes through a channel that posts to the API. */
export class PostedConversation extends Conversation {
  private readonly externalUserId = randomUUID();

  async says(text: string, expected: Standing): Promise<Receipt> {
    const answer = await this.stage.channel.post<Receipt>('/v1/channels/transcript/messages', {
      channelMessageId: randomUUID(),
      externalUserId: this.externalUserId,
      text,
    });
    const receipt = expectThat(`${this.customer} writes "${text}"`, answer, { status: 200, body: expected }).body;
    this.isNow(receipt.conversationId);
    await this.follow(receipt);
    return receipt;
  }
}
