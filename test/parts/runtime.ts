import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { TurnRequest } from '../../apps/channel/src/turns/turn-request.js';

/** A call of an AI runtime. */
export interface Call {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly turn: TurnRequest;
}

/** Answers a call: JSON, or whatever it does with the response itself. */
export type Mind = (call: Call, response: ServerResponse, request: IncomingMessage) => unknown;

/** An AI runtime as a test would have it. */
export class Runtime {
  readonly calls: Call[] = [];
  /** What it thinks of calls. */
  mind: Mind = ({ turn }) => ({ messages: [{ text: `echo ${turn.messages.at(-1)?.text ?? ''}` }] });

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Runtime> {
    const server = createServer();
    const runtime = new Runtime(server);
    server.on('request', (request, response) => void runtime.hear(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return runtime;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/turn`;
  }

  async has(count: number, limitMs = 10_000): Promise<readonly Call[]> {
    for (const end = Date.now() + limitMs; this.calls.length < count; await pause(10))
      if (Date.now() > end) throw new Error(`${this.calls.length} of ${count} calls`);
    return this.calls;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { data } = JSON.parse(body) as { data: TurnRequest };
    const call = { headers: request.headers as Record<string, string>, body, turn: data };
    this.calls.push(call);
    const answer = await this.mind(call, response, request);
    if (answer !== undefined && !response.writableEnded) response.end(JSON.stringify(answer));
  }
}
