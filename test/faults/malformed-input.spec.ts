import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describedRoutes, type DescribedRoute } from '../parts/described-routes.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { checkControl, readLog } from './checker.js';

let application: StoryApplication;
let shop: StoryWorkspace;
let routes: readonly DescribedRoute[];
let ids: readonly string[];

beforeAll(async () => {
  application = await startStoryApplication();
  shop = await StoryWorkspace.open(application);
  routes = await describedRoutes(application.url);
  const open = await Promise.all(['Hello', 'I want a human'].map((text) => shop.write(text, text)));
  ids = [...open.map(({ body }) => body.conversationId), shop.agents['front']!, shop.members.ada, shop.id];
}, 60_000);

afterAll(() => application.stop());

/** Values that nobody expects where something else belongs. */
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.constantFrom<unknown>(
    null,
    -1,
    1e400,
    2 ** 53,
    0.1,
    '',
    '\u0000',
    '\ud800',
    '../..',
    '%00',
    'x'.repeat(20_000),
    [],
    [[]],
    {},
  ),
  fc.constantFrom<unknown>({ $ne: 1 }, { length: -1 }, { toString: 1 }, "' or 1=1 --", '9999-99-99T99:99:99Z', true),
);

/** The body a route wants, with some of its fields put out of order, or something else altogether. */
function spoiled({ body = {} }: DescribedRoute): fc.Arbitrary<string> {
  const fields = Object.keys(body);
  const field = fields.length === 0 ? fc.string({ maxLength: 10 }) : fc.oneof(fc.constantFrom(...fields), fc.string());
  const changed = fc
    .array(fc.tuple(field, odd), { minLength: 1, maxLength: 3 })
    .map((changes) => JSON.stringify({ ...body, ...Object.fromEntries(changes) }));
  const other = odd.map((value) => JSON.stringify(value));
  const broken = fc.tuple(changed, fc.nat()).map(([text, at]) => text.slice(0, at % text.length));
  return fc.oneof({ weight: 5, arbitrary: changed }, other, broken, fc.string({ maxLength: 100 }));
}

const headers = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  fc.constantFrom<Record<string, string>>(
    { 'idempotency-key': 'short' },
    { 'idempotency-key': 'x'.repeat(200) },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json; charset=latin1' },
    { 'handoff-after': 'never' },
    { 'content-encoding': 'gzip' },
  ),
);

/** What stands for an id, a channel or a query in an address. */
const part = () =>
  fc.oneof(
    fc.constantFrom(...ids),
    fc
      .string({ unit: 'binary', maxLength: 20 })
      .filter((text) => text.isWellFormed())
      .map(encodeURIComponent),
    fc.constantFrom('%00', '%ff', '..%2f..', 'a'.repeat(2_000), '%F0%9F%92%A9', '-', "'"),
  );

const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.constantFrom(
    '?limit=-1',
    '?limit=1e9',
    '?cursor=%00',
    '?cursor=AAAA',
    '?after=-1',
    '?from=yesterday',
    '?from=2026-02-30T00:00:00Z',
    '?limit=1&limit=2',
    '?__proto__[x]=1',
    '?agentId[]=1',
    '?state[$ne]=open',
    '?wait=0&since=99999999999999999999',
  ),
);

describe('input that nobody meant', () => {
  it('is refused by every route with a reason of its own, and never makes the server fail', async () => {
    const attempts = fc
      .constantFrom(...routes)
      .chain((route) =>
        fc.tuple(fc.constant(route), spoiled(route), headers, fc.array(part(), { minLength: 2, maxLength: 2 }), query),
      );
    const roles = ['olga', 'front', 'web'] as const;
    await fc.assert(
      fc.asyncProperty(attempts, fc.constantFrom(...roles), async ([route, body, sent, parts, asked], who) => {
        let next = 0;
        const path = route.path.replaceAll(/\{\w+\}/g, () => parts[next++ % parts.length]!) + asked;
        const answer = await shop.send(route.verb, who, path, body, sent);
        if (answer.status >= 500) throw new Error(`${route.verb} ${path}: ${JSON.stringify(answer.body)}`);
        if (answer.status >= 400) expect(answer.body.code).toMatch(/^[a-z_]+$/);
      }),
      { numRuns: 1_500, endOnFailure: true },
    );
    expect(checkControl(await readLog(application.log))).toEqual([]);
    expect((await shop.seeNow('ada', '/v1/queue')).status).toBe(200);
  }, 60_000);
});
