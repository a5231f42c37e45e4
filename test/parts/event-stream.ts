/** One event of a stream, as a client is told it. */
export interface Told {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>> & {
    readonly code?: string;
    readonly touches?: readonly string[];
    readonly conversationId?: string;
    readonly item?: { readonly type: string; readonly text: string | null };
  };
}

/** A client of server-sent events, as plain as one can be: it reads on only when it is asked for the next event. */
export class EventStream {
  private buffer = '';
  /** Comments that came, and ids without an event. */
  heartbeats = 0;
  private readonly decoder = new TextDecoder();

  private constructor(
    readonly response: Response,
    private readonly reader: ReadableStreamDefaultReader<Uint8Array>,
    private readonly connection: AbortController,
  ) {}

  /** @throws Error with the answer where no stream is given */
  static async open(url: string, token: string, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
    const connection = new AbortController();
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}`, ...headers },
      signal: connection.signal,
    });
    if (response.status !== 200 || response.body === null) throw new Error(await response.text());
    return new EventStream(response, response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>, connection);
  }

  /** The next event; `undefined` when the stream has ended. Rejects when none comes in time. */
  async next(timeoutMs = 10_000): Promise<Told | undefined> {
    const limit = setTimeout(() => this.connection.abort(new Error(`no event within ${timeoutMs} ms`)), timeoutMs);
    try {
      for (;;) {
        const end = this.buffer.indexOf('\n\n');
        if (end >= 0) {
          const told = parse(this.buffer.slice(0, end));
          this.buffer = this.buffer.slice(end + 2);
          if (told !== undefined) return told;
          this.heartbeats += 1;
          continue;
        }
        const { done, value } = await this.reader.read();
        if (done) return undefined;
        this.buffer += this.decoder.decode(value, { stream: true });
      }
    } finally {
      clearTimeout(limit);
    }
  }

  /** The next event that is a change. */
  async change(timeoutMs?: number): Promise<Told> {
    for (;;) {
      const told = await this.next(timeoutMs);
      if (told === undefined) throw new Error('the stream has ended');
      if (told.event === 'change') return told;
    }
  }

  /** Changes up to the one whose item is of this type. */
  async upTo(type: string): Promise<readonly Told[]> {
    const told: Told[] = [];
    while (told.at(-1)?.data.item?.type !== type) told.push(await this.change());
    return told;
  }

  close(): void {
    this.connection.abort();
  }
}

function parse(block: string): Told | undefined {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
    }),
  );
  const [event, data] = [fields.get('event'), fields.get('data')];
  if (event === undefined || data === undefined) return undefined;
  return { id: fields.get('id') ?? '', event, data: JSON.parse(data) as Told['data'] };
}
