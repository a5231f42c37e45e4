import { connect, type Socket } from 'node:net';

/** What came back: an answer, or the end of the connection. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** How long an answer may take. */
const patienceMs = 20_000;

/**
 * A client of HTTP/1.1 as plain as can be: it sends whatever bytes it is given, which no proper client would. One request at a time; a
 * connection that ended is opened again.
 */
export class Connection {
  private socket: Socket | undefined;
  /** What went out before on the same connection. */
  before = '(fresh)';
  private last = '(fresh)';

  constructor(private readonly port: number) {}

  /** @returns undefined when the connection ended without an answer, 'silence' when nothing came in time */
  exchange(bytes: Buffer, head: boolean, streams: boolean): Promise<RawAnswer | undefined | 'silence'> {
    const socket = (this.socket ??= connect(this.port, '127.0.0.1').setNoDelay(true));
    this.before = this.last;
    this.last = bytes.toString('latin1', 0, 300);
    return new Promise((resolve) => {
      const parts: Buffer[] = [];
      const settle = (answer: RawAnswer | undefined | 'silence', keep: boolean) => {
        clearTimeout(timer);
        socket.off('data', onData).off('close', onClose).off('error', ignore);
        if (!keep) this.close();
        resolve(answer);
      };
      const timer = setTimeout(() => settle('silence', false), patienceMs);
      const ignore = () => undefined;
      const onClose = () => settle(parse(Buffer.concat(parts), head, true)?.answer, false);
      const onData = (data: Buffer) => {
        parts.push(data);
        const parsed = parse(parts.length === 1 ? data : Buffer.concat(parts), head, streams);
        if (parsed !== undefined) settle(parsed.answer, parsed.keep && !streams);
      };
      socket.on('data', onData).on('close', onClose).on('error', ignore);
      socket.write(bytes);
    });
  }

  close(): void {
    this.socket?.on('error', () => undefined).destroy();
    this.socket = undefined;
    this.last = '(fresh)';
  }
}

/** @param ended whether what is there is all there will be */
function parse(bytes: Buffer, noBody: boolean, ended: boolean): { answer: RawAnswer; keep: boolean } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end).toLowerCase();
  const status = Number(head.slice(9, 12));
  if (status < 200) return parse(bytes.subarray(end + 4), noBody, ended);
  const rest = bytes.subarray(end + 4);
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
  const keep = !/\r\nconnection: close/.test(head);
  const none = noBody || status === 204 || status === 304;
  const whole = none ? 0 : length === undefined ? undefined : Number(length);
  if (whole !== undefined && (rest.length >= whole || ended))
    return { answer: { status, head, body: rest.toString('utf8', 0, whole) }, keep: keep && rest.length === whole };
  if (whole === undefined && (ended || rest.includes('0\r\n\r\n')))
    return { answer: { status, head, body: rest.toString('utf8') }, keep: false };
  return undefined;
}
