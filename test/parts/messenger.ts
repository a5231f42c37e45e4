import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

/** What a messenger's service was sent. */
export interface Arrived {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly data: {
    readonly id: string;
    readonly conversationId: string;
    readonly kind: string;
    readonly messageId: string;
    readonly text: string | null;
    readonly to: { readonly externalUserId: string | null; readonly threadId: string | null };
    readonly [field: string]: unknown;
  };
}

/** Answers of a messenger that is not well: a status, `hang`, or `drop` (the connection breaks after it was heard). */
export type Mood = number | 'hang' | 'drop';

/** A messenger's service as a test would have it: keeps what it is sent, and answers as it is told. */
export class Messenger {
  readonly arrived: Arrived[] = [];
  /** Answers of the next requests; then 200. */
  readonly moods: Mood[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Messenger> {
    const server = createServer();
    const messenger = new Messenger(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const { data } = JSON.parse(body) as Arrived;
        messenger.arrived.push({ headers: request.headers as Record<string, string>, body, data });
        const mood = messenger.moods.shift() ?? 200;
        if (mood === 'drop') request.socket.destroy();
        else if (mood !== 'hang')
          response.writeHead(mood).end(mood === 200 ? JSON.stringify({ channelMessageId: `theirs-${data.id}` }) : '');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return messenger;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/inbox`;
  }

  /** Waits until so many arrived. */
  async has(count: number, limitMs = 10_000): Promise<readonly Arrived[]> {
    for (const end = Date.now() + limitMs; this.arrived.length < count; await pause(10))
      if (Date.now() > end) throw new Error(`${this.arrived.length} of ${count} arrived: ${this.kinds().join(', ')}`);
    return this.arrived;
  }

  /** Waits for the nth thing of a kind. */
  async hasKind(kind: string, limitMs = 10_000, nth = 1): Promise<Arrived> {
    for (const end = Date.now() + limitMs; ; await pause(10)) {
      const found = this.arrived.filter(({ data }) => data.kind === kind)[nth - 1];
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`no ${kind} (${nth}) arrived, but ${this.kinds().join(', ')}`);
    }
  }

  kinds(): string[] {
    return this.arrived.map(({ data }) => data.kind);
  }

  /** @throws Error when the signature is not right */
  verify(secret: string, { headers, body }: Arrived): void {
    new Webhook(secret).verify(body, { ...headers });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
