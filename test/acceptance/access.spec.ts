import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { actions, allowed, columns } from '#access';
import { everybody, type AccessCaller } from '../parts/access-callers.js';
import { openScene, type AccessScene } from '../parts/access-scene.js';
import { accessTable } from '../parts/access-table.js';
import type { Answer } from '../parts/answer.js';
import { allRoutes, type DescribedRoute } from '../parts/described-routes.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';

let application: StoryApplication;
let own: AccessScene;
let other: AccessScene;
let routes: readonly DescribedRoute[];
let callers: readonly AccessCaller[];
/** Answers that held something of the other workspace. */
const leaks: string[] = [];
let asked = 0;

beforeAll(async () => {
  application = await startStoryApplication();
  [own, other] = [await openScene(application), await openScene(application)];
  routes = await allRoutes(application.url);
  callers = await everybody(application, own.shop);
}, 120_000);

afterAll(() => application.stop());

const nameOf = ({ verb, path }: DescribedRoute) => `${verb.toUpperCase()} ${path}`;
const who = (route: DescribedRoute) => (accessTable[nameOf(route)] ?? '').split(' ');
const hasId = ({ path }: DescribedRoute) => path.includes('{');
/** The address names something that must be there; channels and new teams get their names from whoever asks. */
const looksUp = ({ verb, path }: DescribedRoute) =>
  hasId({ verb, path } as DescribedRoute) &&
  !/\{(index|path)\}/.test(path) &&
  !(
    path.includes('{channel}') &&
    !/^\/v1\/workspace\/connectors\/\{channel\}\/secret$/.test(path) &&
    verb !== 'delete'
  ) &&
  !(verb === 'put' && path === '/v1/workspace/teams/{teamId}');

/** Asks, and looks whether the answer holds what belongs to the other workspace and was not said by the caller. */
async function ask(caller: AccessCaller, route: DescribedRoute, path: string, body: unknown): Promise<Answer> {
  asked += 1;
  if (route.isStream) return statusOfStream(caller, path);
  const answer = await own.shop.send(route.verb, caller.who, path, body);
  const text = `${answer.text ?? ''}${answer.bytes?.toString('latin1') ?? ''}${JSON.stringify(answer.body)}`;
  const said = path + JSON.stringify(body);
  for (const mark of other.marks)
    if (text.includes(mark) && !said.includes(mark)) leaks.push(`${caller.who} at ${nameOf(route)} sees ${mark}`);
  return answer;
}

async function statusOfStream({ who: name }: AccessCaller, path: string): Promise<Answer> {
  const connection = new AbortController();
  const token = own.shop.tokenOf(name);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(application.url + path, { headers, signal: connection.signal });
  const body = response.status === 200 ? {} : await response.json();
  connection.abort();
  return { status: response.status, headers: Object.fromEntries(response.headers), body } as Answer;
}

const pathIn = (route: DescribedRoute, idFor: (path: string, parameter: string) => string) =>
  route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => idFor(route.path, name));
const unknownId = (_path: string, parameter: string) => (parameter === 'channel' ? 'none' : randomUUID());
/** That one of two fields must be there, or what an AI runtime must say beside, is more than a schema tells. */
const bodyFor = ({ path, body }: DescribedRoute, { column }: AccessCaller) => {
  if (path.endsWith('/transfer')) return { teamId: 'billing' };
  if (column !== 'agent_runtime' || body === undefined) return body;
  if (/(handoff-requests|hand-off-to-agent)$/.test(path)) return { ...body, epoch: 1 };
  return path.endsWith('/close') ? { ...body, epoch: 1, lastMessageSeen: randomUUID() } : body;
};
/** A body that no route takes: whoever may ask hears of it, and nothing is changed. */
const wrong = { 'nobody knows this': true };

/** What a refusal says, without what the caller named. */
const refusalIn = ({ status, body, headers }: Answer, path: string) => {
  const text = path
    .split('/')
    .reduce((all, part) => (part.length > 3 ? all.replaceAll(part, '…') : all), JSON.stringify(body));
  return { status, text, challenge: headers['www-authenticate'] };
};

describe('the table of who may ask what', () => {
  it('has a line for every route of the description, and no other', () => {
    expect(routes.map(nameOf).sort()).toEqual(Object.keys(accessTable).sort());
  });

  it('is what the description tells of every route', async () => {
    const { paths } = (await (await fetch(`${application.url}/openapi.json`)).json()) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly description: string }>>>>;
    };
    const used = new Set<string>();
    for (const route of routes) {
      const told = /Permission: (.*) \((.*)\)\.$/.exec(paths[route.path]![route.verb]!.description)!;
      const rows = told[1]!.split(' or ');
      expect([nameOf(route), told[2]!.split(', ')]).toEqual([
        nameOf(route),
        columns.filter((column) => who(route).includes(column)).map((column) => column.replace('_', ' ')),
      ]);
      for (const row of rows) used.add(row);
    }
    // What a role may do beyond that of others is decided where the state is; visitors ask the chat.
    const elsewhere = ['conversation.take-from-colleague', 'owner.manage'];
    const asked = actions.filter((action) => !elsewhere.includes(action) && !allowed('visitor', action));
    expect([...used].sort()).toEqual([...asked].sort());
  });
});

describe('every route, for everybody', () => {
  it('that changes something refuses a field that it does not know, also where it takes none', async () => {
    const taken: string[] = [];
    for (const route of routes.filter(({ verb }) => verb !== 'get')) {
      const caller = callers.find(({ column }) => typeof column === 'string' && who(route).includes(column))!;
      const body = { ...bodyFor(route, caller), ...wrong };
      const { status, body: said } = await ask(caller, route, pathIn(route, unknownId), body);
      if (status !== 422 || said.code !== 'invalid_body') taken.push(`${nameOf(route)}: ${status} ${said.code}`);
    }
    expect(taken).toEqual([]);
  });

  it('is open in their own workspace to whom the table names, and closed to all others, whatever ids are named', async () => {
    const found: string[] = [];
    for (const route of routes)
      for (const caller of callers) {
        const { column } = caller;
        const may = typeof column === 'string' && who(route).includes(column);
        const where = `${caller.who} at ${nameOf(route)}`;
        if (may) {
          const lookUp = looksUp(route);
          // A runtime knows but its own agent, and so an unknown one is asked for, which is not there.
          const path = pathIn(route, lookUp ? unknownId : own.idFor);
          const answer = await ask(
            caller,
            route,
            path,
            lookUp || route.verb === 'get' ? bodyFor(route, caller) : wrong,
          );
          const expected = lookUp ? [404] : route.verb === 'get' ? [200, 404, 422] : [404, 422];
          if (!expected.includes(answer.status)) found.push(`${where}: ${answer.status} ${answer.body.code}`);
          continue;
        }
        const expected = typeof column === 'number' ? column : 403;
        const answers = [
          refusalIn(
            await ask(caller, route, pathIn(route, own.idFor), bodyFor(route, caller)),
            pathIn(route, own.idFor),
          ),
          ...(hasId(route)
            ? await Promise.all(
                [unknownId, other.idFor].map(async (idFor) => {
                  const path = pathIn(route, idFor);
                  return refusalIn(await ask(caller, route, path, bodyFor(route, caller)), path);
                }),
              )
            : []),
        ];
        for (const answer of answers)
          if (answer.status !== expected || answer.text !== answers[0]!.text) found.push(`${where}: ${answer.text}`);
        if (expected === 401 && !answers.every(({ challenge }) => challenge?.startsWith('Bearer realm="handoff"')))
          found.push(`${where}: no challenge`);
      }
    expect(found).toEqual([]);
  }, 240_000);

  it('knows nothing of another workspace: its ids are answered as ids that nobody has', async () => {
    const found: string[] = [];
    for (const route of routes.filter(looksUp))
      for (const caller of callers) {
        const { column } = caller;
        if (typeof column !== 'string' || !who(route).includes(column)) continue;
        if (route.path.includes('{channel}')) continue;
        const theirs = pathIn(route, other.idFor);
        const nobodys = pathIn(route, unknownId);
        const answer = refusalIn(await ask(caller, route, theirs, bodyFor(route, caller)), theirs);
        const unknown = refusalIn(await ask(caller, route, nobodys, bodyFor(route, caller)), nobodys);
        if (answer.status !== 404 || answer.text !== unknown.text)
          found.push(`${caller.who} at ${nameOf(route)}: ${answer.text}, not ${unknown.text}`);
      }
    expect(found).toEqual([]);
  }, 240_000);

  it('was asked in thousands of ways, and leaked nothing', () => {
    expect(asked).toBeGreaterThan(2_000);
    expect(leaks).toEqual([]);
  });

  it('left a bounded trace of the refusals in the audit log of the workspace, and none in the other', async () => {
    const refusals = async (shop: AccessScene) =>
      (await shop.shop.seeNow('paul', '/v1/audit-log?type=AccessRefused&limit=200')).body.items;
    const mine = await refusals(own);
    expect(mine.length).toBeGreaterThan(10);
    // Twenty kinds of attempts are told apart, and the rest together by their reason.
    expect(mine.length).toBeLessThanOrEqual(26);
    expect(new Set(mine.map(({ details }) => details['reason']))).toEqual(
      new Set(['role_not_allowed', 'member_removed', 'key_revoked']),
    );
    expect(await refusals(other)).toEqual([]);
  });
});

describe('what a role may do beyond the routes it shares with others', () => {
  it('is to take a conversation from a colleague: supervisors may, operators may not', async () => {
    const { shop } = own;
    const { conversationId } = (await shop.write('I want a human', randomUUID())).body;
    await shop.acted('ada', conversationId, 'claim');
    expect((await shop.act('ben', conversationId, 'assume')).status).toBe(409);
    expect((await shop.act('sofia', conversationId, 'assume')).status).toBe(200);
  });

  it('is to make and unmake owners: owners may, admins may not', async () => {
    const { shop } = own;
    const member = (role: string) => ({ memberId: randomUUID(), name: 'Otto', role });
    const add = (name: string, body: object) => shop.send('post', name, '/v1/workspace/members', body);
    expect((await add('anna', member('owner'))).status).toBe(403);
    expect((await add('anna', member('admin'))).status).toBe(200);
    const otto = member('owner');
    expect((await add('olga', otto)).status).toBe(200);
    expect((await shop.send('delete', 'anna', `/v1/workspace/members/${otto.memberId}`)).status).toBe(403);
    expect(
      (await shop.send('put', 'anna', `/v1/workspace/members/${otto.memberId}/role`, { role: 'auditor' })).status,
    ).toBe(403);
    expect((await shop.send('delete', 'olga', `/v1/workspace/members/${otto.memberId}`)).status).toBe(200);
  });
});
