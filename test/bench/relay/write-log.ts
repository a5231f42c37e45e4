import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';

const workspaceId = randomUUID();
const contactId = randomUUID();
const envelope = { sealed: '1', subject: `contact:${contactId}`, commit: 'c'.repeat(64), box: 'b'.repeat(300) };
const member = { kind: 'member', id: randomUUID(), name: { ...envelope, subject: 'member:1' } };

/** A member's message of usual size, sealed, as it stands in the log. */
function event(at: string) {
  return jsonEvent({
    type: 'MemberReplied',
    data: {
      messageId: randomUUID(),
      clientMessageId: null,
      member,
      via: 'inbox',
      text: envelope,
      attachments: [],
    },
    metadata: {
      workspaceId,
      contactId,
      actor: { kind: 'member', id: member.id },
      occurredAt: at,
      commandId: randomUUID(),
      commandHash: 'h'.repeat(43),
      causationId: null,
      correlationId: randomUUID(),
      schemaVersion: 1,
    },
  });
}

/** Appends to conversations of its own, whose events have revisions without holes. */
export class LogWriter {
  private readonly client: EventStoreDBClient;
  private readonly streams: readonly string[];

  constructor(connectionString: string, conversations: number) {
    this.client = EventStoreDBClient.connectionString(connectionString);
    this.streams = Array.from({ length: conversations }, () => `conversation-${randomUUID()}`);
  }

  /** One event; `n` chooses the conversation. Its id is told before it is sent. */
  async append(n: number, onId: (id: string) => void): Promise<void> {
    const one = event(new Date().toISOString());
    onId(one.id);
    await this.client.appendToStream(this.streams[n % this.streams.length]!, one);
  }

  /** Many events, some hundred at a time. */
  async fill(events: number): Promise<void> {
    const at = new Date().toISOString();
    for (let left = events; left > 0;) {
      const round: Promise<unknown>[] = [];
      for (const stream of this.streams.slice(0, 32)) {
        const some = Array.from({ length: Math.min(100, left) }, () => event(at));
        left -= some.length;
        if (some.length > 0) round.push(this.client.appendToStream(stream, some));
      }
      await Promise.all(round);
    }
  }

  close(): Promise<void> {
    return this.client.dispose();
  }
}
