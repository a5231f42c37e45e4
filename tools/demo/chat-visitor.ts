import { randomUUID } from 'node:crypto';
import { ApiUnreachable } from '../api-client.js';

/** Something that the chat window shows. */
export interface ChatItem {
  readonly kind: 'message' | 'notice';
  readonly author?: 'you' | 'ai_agent' | 'member';
  readonly name?: string | null;
  readonly notice?: string;
  readonly text: string;
  readonly formId?: string | null;
}

/** How a conversation stands, as the chat tells its visitor. */
export interface ChatStanding {
  readonly conversationId: string;
  readonly status: string;
  readonly handler: { readonly kind: 'ai_agent' | 'member'; readonly name: string | null } | null;
}

/** What the chat answers to an act; `code` where it is refused. */
export interface ChatAnswer {
  readonly status: number;
  readonly body: Partial<ChatStanding> & { readonly messageId?: string; readonly code?: string };
}

/** A customer's side of the web chat: what its page does, without a browser. */
export class ChatVisitor {
  /** Everything that was shown, in its order. */
  readonly items: ChatItem[] = [];
  private readonly leaving = new AbortController();

  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Somebody opens the chat's page: from now on they see what happens. */
  static async enter(chatUrl: string): Promise<ChatVisitor> {
    const { body } = await post(`${chatUrl}/visitors`, {});
    const { token } = body as { token?: string };
    if (token === undefined) throw new ApiUnreachable(`${chatUrl} lets nobody in: is it the chat?`);
    const visitor = new ChatVisitor(new URL(chatUrl).origin, token);
    await visitor.listen();
    return visitor;
  }

  write(text: string): Promise<ChatAnswer> {
    return post(`${this.url}/chat/messages`, { clientMessageId: randomUUID(), text }, this.token);
  }

  fillIn(conversationId: string, formId: string, details: object): Promise<ChatAnswer> {
    return post(`${this.url}/chat/forms`, { conversationId, formId, details }, this.token);
  }

  leave(): void {
    this.leaving.abort();
  }

  /** Resolves when the stream is open; it is read until the visitor leaves. */
  private async listen(): Promise<void> {
    const { signal } = this.leaving;
    const answer = await fetch(`${this.url}/chat/events`, {
      headers: { authorization: `Bearer ${this.token}` },
      signal,
    });
    if (!answer.ok || answer.body === null) throw new ApiUnreachable(`The chat shows nothing (${answer.status}).`);
    void this.read(answer.body).catch((error: unknown) => {
      // Whoever waits for an item that no longer comes says so.
      if (!signal.aborted) console.error(`The chat broke off: ${String(error)}`);
    });
  }

  private async read(stream: ReadableStream<Uint8Array>): Promise<void> {
    let rest = '';
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      const frames = (rest + chunk).split('\n\n');
      rest = frames.pop()!;
      for (const frame of frames) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1];
        if (field('event') === 'item') this.items.push(JSON.parse(field('data')!) as ChatItem);
      }
    }
  }
}

async function post(url: string, body: object, token?: string): Promise<ChatAnswer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as ChatAnswer['body'] };
}
