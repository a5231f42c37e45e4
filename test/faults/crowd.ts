import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sendPaced, type Paced, type PacedResult } from './crowd/paced-requests.js';
import { idleConnections, slowBodies, slowHeaders } from './crowd/slow-clients.js';
import { dataFolder, Standalone } from './standalone.js';

/** The default of HANDOFF_RATE_PER_MEMBER. */
const rate = 100;
const seconds = 6;
/** What the others send meanwhile, in a second. */
const calmRate = 100;
const limit = 2;

const product = [
  '1,000 idle connections',
  '500 slow headers, 500 slow bodies',
  `one member at ${10 * rate} requests/s`,
] as const;

/** Holds what other callers wait, with each kind of crowd at the door, against what they wait without. @returns whether all is well */
export async function runCrowd(rounds: number): Promise<boolean> {
  const folder = await dataFolder();
  const standalone = new Standalone(folder.dir);
  const { url } = await standalone.ready();
  const port = Number(new URL(url).port);
  const others = requestsOf(standalone.token('Ada Martin'), standalone.token('web channel'));
  const hurried = [get('/v1/queue?limit=20', standalone.token('Ben Okafor'))];
  const measure = () => sendPaced({ port, perSecond: calmRate, seconds, connections: 64, requests: others });
  await measure();

  const found: Record<string, number[]> = {};
  let well = true;
  say(`others: ${calmRate} requests/s of two callers, ${seconds} s each; 99 of 100 are answered within`);
  for (let round = 1; round <= rounds; round += 1) {
    const calm = p99(await measure());
    say(`round ${round}: calm ${calm.toFixed(1)} ms`);
    for (const kind of product) {
      const { result, told } = await beside(kind, { port, standalone, hurried, measure });
      const ratio = p99(result) / calm;
      (found[kind] ??= []).push(ratio);
      say(`  ${kind}: ${p99(result).toFixed(1)} ms, ${ratio.toFixed(2)} times; ${told}`);
      const served = result.byStatus['200'] ?? 0;
      if (served < result.sent) {
        well = false;
        say(`  others were not all served: ${JSON.stringify(result.byStatus)} of ${result.sent}`);
      }
    }
  }
  const { code } = await standalone.interrupt();
  await folder.remove();
  for (const [kind, ratios] of Object.entries(found)) {
    const median = ratios.sort((a, b) => a - b)[ratios.length >> 1]!;
    if (median > limit) well = false;
    say(`${kind}: ${median.toFixed(2)} times the calm value (median of ${ratios.length}; at most ${limit})`);
  }
  return well && code === 0;
}

interface Scene {
  readonly port: number;
  readonly standalone: Standalone;
  readonly hurried: readonly string[];
  readonly measure: () => Promise<PacedResult>;
}

async function beside(
  kind: (typeof product)[number],
  { port, standalone, hurried, measure }: Scene,
): Promise<{ readonly result: PacedResult; readonly told: string }> {
  if (kind === product[2]) {
    const child = fork(path.join(import.meta.dirname, 'crowd', 'burst-process.js'));
    const load: Paced = {
      port,
      perSecond: 10 * rate,
      seconds: seconds + 1,
      connections: 32,
      from: '127.0.0.2',
      requests: hurried,
    };
    child.send(load);
    const ended = once(child, 'message') as Promise<[Pick<PacedResult, 'sent' | 'byStatus'>]>;
    await pause(500);
    const result = await measure();
    const [{ sent, byStatus }] = await ended;
    child.disconnect();
    return { result, told: `it sent ${sent}, answered ${JSON.stringify(byStatus)}` };
  }
  const crowds =
    kind === product[0]
      ? [await idleConnections(port, 1_000)]
      : [await slowHeaders(port, 500), await slowBodies(port, 500, standalone.token('Ben Okafor'))];
  const result = await measure();
  const ends = crowds.map((crowd) => crowd.stop());
  const [opened, ended] = [sum(ends.map((one) => one.opened)), sum(ends.map((one) => one.endedByServer))];
  await pause(500);
  return { result, told: `of ${opened} the server had ended ${ended}` };
}

function requestsOf(member: string, channel: string): string[] {
  const messages = Array.from({ length: 200 }, (_, n) =>
    JSON.stringify({ text: 'Hello', channelMessageId: 'crowd-#########', externalUserId: `customer ${n}` }),
  );
  return messages.flatMap((message) => [
    get('/v1/queue?limit=20', member),
    post('/v1/channels/web/messages', channel, message),
  ]);
}

function get(path: string, token: string): string {
  return `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n\r\n`;
}

/** A request whose length is that of the body with a number in place of its mark. */
function post(path: string, token: string, body: string): string {
  const length = Buffer.byteLength(body) + String(Date.now() * 1_000).length - '#########'.length;
  return (
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n` +
    `content-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`
  );
}

function p99({ latencies }: PacedResult): number {
  return latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
