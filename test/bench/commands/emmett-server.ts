import path from 'node:path';
import { startProgram, type Child } from '../eventstore/node-process.js';

const server = path.resolve('test', 'bench', 'peer', 'server.mjs');

/** Emmett with Express on a database of its own, with streams as long as ours and events as large. */
export async function startEmmett(
  url: string,
  ids: readonly string[],
  events: readonly unknown[],
  payload: unknown,
): Promise<Child & { readonly port: number }> {
  const child = await startProgram(server, [url]);
  const answer = await fetch(`${child.address}/seed`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ids, events, payload }),
  });
  if (!answer.ok) throw new Error(`The peer could not be prepared: ${answer.status}`);
  return { ...child, port: Number(new URL(child.address).port) };
}
