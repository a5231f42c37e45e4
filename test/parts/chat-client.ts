import { setTimeout as pause } from 'node:timers/promises';

/** What the chat shows, as a page would have it. */
export interface Shown {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A browser's side of the web chat, without the browser. */
export class ChatClient {
  readonly shown: Shown[] = [];
  private stopping = new AbortController();

  private constructor(
    private readonly url: string,
    readonly token: string,
  ) {}

  static async enter(url: string, workspaceId: string, channel: string, body: object = {}): Promise<ChatClient> {
    const answer = await fetch(`${url}/chat/${workspaceId}/${channel}/visitors`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { token, code } = (await answer.json()) as { token?: string; code?: string };
    if (token === undefined) throw new Error(`${answer.status} ${String(code)}`);
    return new ChatClient(url, token);
  }

  async post(path: string, body: object, token = this.token) {
    const answer = await fetch(`${this.url}/chat/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as { code?: string; conversationId: string } };
  }

  /** Listens from the last thing it was shown, until it leaves. */
  listen(after?: string): void {
    const { signal } = this.stopping;
    void this.read(after, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  leave(): void {
    this.stopping.abort();
    this.stopping = new AbortController();
  }

  items(): Shown['data'][] {
    return this.shown.filter(({ event }) => event === 'item').map(({ data }) => data);
  }

  async sees(what: string, is: (shown: Shown) => boolean, limitMs = 8_000): Promise<Shown> {
    for (const end = Date.now() + limitMs; ; await pause(10)) {
      const found = this.shown.findLast(is);
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`never saw ${what}: ${JSON.stringify(this.shown)}`);
    }
  }

  private async read(after: string | undefined, signal: AbortSignal): Promise<void> {
    const answer = await fetch(`${this.url}/chat/events`, {
      headers: { authorization: `Bearer ${this.token}`, ...(after === undefined ? {} : { 'last-event-id': after }) },
      signal,
    });
    if (!answer.ok) throw new Error(`events: ${answer.status}`);
    let rest = '';
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop()!;
      for (const part of parts) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1];
        const event = field('event');
        if (event !== undefined)
          this.shown.push({ event, id: field('id'), data: JSON.parse(field('data')!) as Shown['data'] });
      }
    }
  }
}
