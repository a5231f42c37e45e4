import fc from 'fast-check';
import { Connection } from './connection.js';
import { faultOf } from './judge.js';
import { Doors, KnownIds } from './known-ids.js';
import { requestsTo, type RawRequest } from './requests.js';
import { idNameIn, type Route } from './routes.js';

/** Whom the requests speak for, and what they may name. */
export interface World {
  readonly port: number;
  readonly tokens: readonly string[];
  readonly ids: Readonly<Record<string, string>>;
}

export interface Fault {
  readonly route: string;
  readonly fault: string;
  /** The request as it was sent, as far as one can show it. */
  readonly request: string;
}

export interface Outcome {
  readonly sent: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Which routes did what was asked at least once. */
  readonly succeeded: ReadonlySet<string>;
  readonly faults: readonly Fault[];
}

const inFlight = 12;
const batch = 48;

/** By then its owner is removed, its agents are archived and its contacts erased, and little is left to try. */
const roundsInAWorld = 30;

/** Sends so many requests to the routes in turn, each made from the route's description, and judges every answer. */
export async function fuzz(
  openWorld: () => Promise<World>,
  routes: readonly Route[],
  {
    requests,
    seed,
    onSent,
  }: { readonly requests: number; readonly seed: number; readonly onSent: (n: number) => void },
): Promise<Outcome> {
  const doors = new Doors();
  let { world, ids, made } = await begin(openWorld, routes, doors);
  const byStatus: Record<string, number> = {};
  const faults: Fault[] = [];
  const succeeded = new Set<string>();
  const connections = Array.from({ length: inFlight }, () => new Connection(world.port));
  let sent = 0;
  for (let round = 0; sent < requests; round += 1) {
    if (round > 0 && round % roundsInAWorld === 0) ({ world, ids, made } = await begin(openWorld, routes, doors));
    const count = Math.min(batch, requests - sent);
    // Made anew in every round: what answers told meanwhile is among the ids now.
    const some = Array.from({ length: count }, (_, n) => made[(round * batch + n) % made.length]!);
    const queue = fc.sample(fc.tuple(...some), { numRuns: 1, seed: seed + round })[0]!;
    await Promise.all(
      connections.map(async (connection) => {
        for (let request = queue.pop(); request !== undefined; request = queue.pop()) {
          const answer = await connection.exchange(request.bytes, request.verb === 'HEAD', request.streams);
          const status = typeof answer === 'object' ? String(answer.status) : (answer ?? 'closed');
          byStatus[status] = (byStatus[status] ?? 0) + 1;
          if (status === '200') succeeded.add(request.route);
          if (!['401', '403'].includes(status)) doors.opened(request.route, world.tokens.indexOf(request.token));
          if (typeof answer === 'object' && answer.status === 200) learn(ids, answer.body, request.route);
          const fault = faultOf(request, answer);
          if (fault !== undefined)
            faults.push({
              route: request.route,
              fault: answer === 'silence' ? `${fault}, after ${connection.before}` : fault,
              request: shown(request),
            });
          if (request.broken) connection.close();
        }
      }),
    );
    sent += count;
    onSent(count);
  }
  for (const connection of connections) connection.close();
  return { sent, byStatus, succeeded, faults };
}

async function begin(openWorld: () => Promise<World>, routes: readonly Route[], doors: Doors) {
  const world = await openWorld();
  const ids = new KnownIds();
  for (const [name, value] of Object.entries(world.ids)) ids.add(name, value);
  return { world, ids, made: routes.map((route) => requestsTo(route, world.tokens, ids, doors)) };
}

function learn(ids: KnownIds, body: string, route: string): void {
  if (body.length > 20_000 || !body.startsWith('{')) return;
  try {
    ids.learn(JSON.parse(body), idNameIn(route));
  } catch {
    // In pieces, or cut off: nothing to learn from.
  }
}

function shown({ bytes }: RawRequest): string {
  const text = bytes.toString('latin1').replace(/authorization: Bearer [^\r]*/, 'authorization: Bearer …');
  return JSON.stringify(text.length > 1_500 ? `${text.slice(0, 1_500)}… (${bytes.length} bytes)` : text);
}
