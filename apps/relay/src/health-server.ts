import { createServer, type Server } from 'node:http';
import { metricsOf } from './metrics.js';
import type { Relay } from './relay.js';

/** Answers `/health/live`, `/health/ready` and `/metrics`. @throws when the port is taken */
export async function serveHealth(relay: Relay, host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    switch (request.url) {
      case '/health/live':
        return json(200, { status: 'live' });
      case '/health/ready': {
        const health = relay.health();
        return json(health.status === 'ready' ? 200 : 503, health);
      }
      case '/metrics':
        return response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(metricsOf(relay.state));
      default:
        return json(404, { status: 'not_found' });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(port, host, resolve);
  });
  return server;
}
