/** One event of `/v1/live`. */
export interface LiveEvent {
  readonly id: string;
  readonly event: string;
  readonly data: {
    readonly touches?: readonly string[];
    readonly conversationId?: string;
    readonly item?: { readonly type: string; readonly text: string | null; readonly details: Record<string, unknown> };
  };
}

export interface LiveStream {
  /** The next one that is not a sign of life. */
  next(): Promise<LiveEvent>;
  /** Those that come until one of a conversation's items is of a type, this one included. */
  untilItem(type: string): Promise<readonly LiveEvent[]>;
  close(): void;
}

/** Follows what changes, as a browser's EventSource would. */
export async function followLive(url: string, token: string, lastEventId?: string): Promise<LiveStream> {
  const gone = new AbortController();
  const resume = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, ...resume }, signal: gone.signal });
  if (response.status !== 200 || response.body === null)
    throw new Error(`${response.status}: ${await response.text()}`);
  const chunks = response.body.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  let text = '';
  const next = async (): Promise<LiveEvent> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end < 0) {
        const chunk = await chunks.next();
        if (chunk.done) throw new Error('the stream has ended');
        text += chunk.value;
        continue;
      }
      const frame = text.slice(0, end);
      text = text.slice(end + 2);
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(frame)?.[1];
      const data = field('data');
      if (data !== undefined)
        return {
          id: field('id') ?? '',
          event: field('event') ?? 'message',
          data: JSON.parse(data) as LiveEvent['data'],
        };
    }
  };
  return {
    next,
    untilItem: async (type) => {
      const seen: LiveEvent[] = [];
      do seen.push(await next());
      while (seen.at(-1)!.data.item?.type !== type);
      return seen;
    },
    close: () => gone.abort(),
  };
}
