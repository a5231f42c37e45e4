import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Asked } from './crowd/crowd-process.js';
import { sendPaced, type PacedResult } from './crowd/paced-requests.js';
import { dataFolder, Standalone } from './standalone.js';

/** HANDOFF_RATE_PER_MEMBER here: ten times its default would be more than one machine can send beside what it measures. */
const rate = 100;
const seconds = 5;
/** What the others send meanwhile, in a second. */
const calmRate = 100;
const limit = 2;

type Kind = Asked['kind'];

const kinds: Readonly<Record<Kind, string>> = {
  idle: '1,000 idle connections',
  slow: '500 slow headers and 500 slow bodies',
  burst: `one member at ${10 * rate} requests/s`,
};

/** Holds what other callers wait, with each kind of crowd at the door, against what they wait without. @returns whether all is well */
export async function runCrowd(rounds: number): Promise<boolean> {
  const folder = await dataFolder();
  const standalone = new Standalone(folder.dir, ['--port', '0'], '', { HANDOFF_RATE_PER_MEMBER: String(rate) });
  const { url } = await standalone.ready();
  const port = Number(new URL(url).port);
  const requests = othersRequests(standalone.token('Ada Martin'), standalone.token('web channel'));
  const measure = () => sendPaced({ port, perSecond: calmRate, seconds, connections: 64, requests });
  const hurried = standalone.token('Ben Okafor');
  await measure();

  const latencies: Record<'calm' | Kind, number[]> = { calm: [], idle: [], slow: [], burst: [] };
  let refused = 0;
  const take = (kind: keyof typeof latencies, { latencies: more, sent, byStatus }: PacedResult) => {
    latencies[kind].push(...more);
    refused += sent - (byStatus['200'] ?? 0);
  };
  for (let round = 1; round <= rounds; round += 1)
    for (const kind of Object.keys(kinds) as Kind[]) {
      // Machines have moods: every crowd has a calm of its own beside it.
      const calm = await measure();
      take('calm', calm);
      const { result, told } = await beside(askedOf(kind, port, hurried), measure);
      take(kind, result);
      const [before, beside99] = [p99(calm.latencies), p99(result.latencies)].map((ms) => ms.toFixed(1));
      say(`round ${round} of ${rounds}: ${kinds[kind]}: ${beside99} ms, ${before} ms just before; ${told}`);
    }
  const { code } = await standalone.interrupt();
  await folder.remove();

  const calm = p99(latencies.calm);
  say(`of ${calmRate} requests/s of two other callers 99 of 100 were answered within`);
  say(`  ${calm.toFixed(1)} ms when all was calm (${latencies.calm.length} requests)`);
  const ratios = (Object.keys(kinds) as Kind[]).map((kind) => {
    const ratio = p99(latencies[kind]) / calm;
    say(`  ${p99(latencies[kind]).toFixed(1)} ms beside ${kinds[kind]}: ${ratio.toFixed(2)} times (at most ${limit})`);
    return ratio;
  });
  say(`${refused} of their requests were refused or not answered`);
  return ratios.every((ratio) => ratio <= limit) && refused === 0 && code === 0;
}

function askedOf(kind: Kind, port: number, token: string): Asked {
  if (kind !== 'burst') return { kind, port, token, count: 1_000 };
  // From another address of this machine: those who share the product's own must not share its limit.
  const requests = [get('/v1/queue?limit=20', token)];
  const load = { port, perSecond: 10 * rate, seconds: seconds + 1, connections: 32, requests, from: '127.0.0.2' };
  return { kind, load };
}

async function beside(
  asked: Asked,
  measure: () => Promise<PacedResult>,
): Promise<{ readonly result: PacedResult; readonly told: string }> {
  const child = fork(path.join(import.meta.dirname, 'crowd', 'crowd-process.js'));
  try {
    child.send(asked);
    const first = once(child, 'message');
    if (asked.kind === 'burst') await pause(500);
    else await first;
    const result = await measure();
    if (asked.kind === 'burst') return { result, told: JSON.stringify((await first)[0]) };
    child.send('stop');
    return { result, told: JSON.stringify((await once(child, 'message'))[0]) };
  } finally {
    child.disconnect();
    await once(child, 'exit');
  }
}

function othersRequests(member: string, channel: string): string[] {
  return Array.from({ length: 200 }, (_, n) =>
    JSON.stringify({ text: 'Hello', channelMessageId: 'crowd-#########', externalUserId: `customer ${n}` }),
  ).flatMap((message) => [get('/v1/queue?limit=20', member), post('/v1/channels/web/messages', channel, message)]);
}

function get(address: string, token: string): string {
  return `GET ${address} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n\r\n`;
}

/** A request whose length is that of the body with a number in place of its mark. */
function post(address: string, token: string, body: string): string {
  const length = Buffer.byteLength(body) + String(Date.now() * 1_000).length - '#########'.length;
  return (
    `POST ${address} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n` +
    `content-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`
  );
}

function p99(latencies: readonly number[]): number {
  const sorted = [...latencies].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
