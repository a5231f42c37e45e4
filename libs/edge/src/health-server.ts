import { createServer, type Server, type ServerResponse } from 'node:http';

/** Whether a process does what it is there for, and if not, why. */
export interface ProcessHealth {
  readonly status: 'ready' | 'not_ready';
  /** Sentences for an operator; empty when ready. */
  readonly reasons: readonly string[];
}

/** A figure of a process as it is now. */
export interface Gauge {
  /** In Prometheus' words: `handoff_relay_lag_seconds`. */
  readonly name: string;
  readonly help: string;
  /** What is not known yet is left out. */
  readonly value: number | bigint | boolean | undefined;
  /** Tells apart gauges of one name, which stand one after the other. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A process without the HTTP API, as it tells about itself. */
export interface Told {
  health(): ProcessHealth;
  gauges(): Promise<readonly Gauge[]>;
}

/** Answers `/health/live`, `/health/ready` and `/metrics`. @throws when the port is taken */
export async function serveHealth(told: Told, host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    answer(told, request.url, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(port, host, resolve);
  });
  return server;
}

async function answer(told: Told, url: string | undefined, response: ServerResponse): Promise<void> {
  const json = (status: number, body: unknown) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  switch (url) {
    case '/health/live':
      return json(200, { status: 'live' });
    case '/health/ready': {
      const health = told.health();
      return json(health.status === 'ready' ? 200 : 503, health);
    }
    case '/metrics': {
      const text = metricsText(await told.gauges());
      return void response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text);
    }
    default:
      return json(404, { status: 'not_found' });
  }
}

/** Gauges as Prometheus reads them (text exposition format 0.0.4). */
export function metricsText(gauges: readonly Gauge[]): string {
  const lines: string[] = [];
  let before: string | undefined;
  for (const { name, help, value, labels = {} } of gauges) {
    if (value === undefined) continue;
    if (name !== before) lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`);
    before = name;
    const pairs = Object.entries(labels).map(([label, of]) => `${label}=${JSON.stringify(of)}`);
    lines.push(`${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${Number(value)}`);
  }
  return `${lines.join('\n')}\n`;
}
