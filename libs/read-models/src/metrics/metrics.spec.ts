import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, createViewsDatabase, show, type ViewsDatabase } from '../../test/database.js';
import { Story, ada, ben, workspaceIds } from '../../test/story.js';
import { metrics } from './metric-queries.js';

let database: ViewsDatabase;
const [mine, other] = workspaceIds;

/*
 * Counted by hand. front0 has six conversations:
 * a  asked for by the customer, claimed after 30 s, answered 10 s later, returned, asked for again, closed while waiting
 * b  handed off by the agent (urgent), claimed after 90 s, closed by Ben
 * c  contained: the customer wrote after the agent, and it was closed without people
 * d  closed without the customer writing again
 * e  taken over by Ada; the agent's answer in flight is fenced
 * f  given to billing0, which hands it off; the customer cancels the wait
 */
const story = new Story();
const start = (id: string) =>
  story.wait(1).conversation(0, id, `k-${id}`).says('hello').wait(1).agentSays('hi').wait(1);
const a = start('a').says('a person please', { asks: true }).wait(30).claims(ada).wait(10).memberSays(ada, 'here');
a.wait(5).returns(ada).wait(5).says('a person!', { asks: true }).wait(7).closes(ada);
start('b').says('again').wait(1).asksForPeople('urgent').wait(90).claims(ben).wait(30).closes(ben);
start('c').says('thanks').wait(1).closes(ada);
start('d').closes(ada);
const e = start('e').says('and?');
const inFlight = e.turn();
e.wait(1).assumes(ada).agentSays('too late', inFlight);
start('f').says('my bill').wait(1).handsTo('billing0').wait(1).asksForPeople('complaint').wait(20).cancels();
story.conversation(1, 'z', 'k-z').says('a person', { asks: true });

beforeAll(async () => {
  database = await createViewsDatabase();
  await show(database, story.events);
});

afterAll(() => database.drop());

describe('the metrics', () => {
  it('are what one counts by hand', async () => {
    const [all, ...none] = await ask(database, mine, metrics);
    expect(none).toEqual([]);
    expect(all).toEqual({
      group: {},
      // a, b and f of a, b, c, d, e, f
      handoff: { count: 3, of: 6, rate: 0.5 },
      // c of a, b, c, d; e and f are open
      containment: { count: 1, of: 4, rate: 0.25 },
      // twice in a, then b, e, f
      stretches: 5,
      takeovers: 1,
      // 30 s in a, 90 s in b
      claimTime: { count: 2, p50: 60, p90: 84 },
      firstResponse: { count: 1, p50: 40, p90: 40 },
      // ended: two in a, b, f; never assigned: the second in a, and f
      unclaimed: { count: 2, of: 4, rate: 0.5 },
      abandoned: { count: 2, of: 4, rate: 0.5 },
      returned: {
        returned_by_member: { count: 1, of: 4, rate: 0.25 },
        transferred_by_assignee: { count: 0, of: 4, rate: 0 },
        idle_timeout: { count: 0, of: 4, rate: 0 },
        customer_cancelled: { count: 1, of: 4, rate: 0.25 },
      },
      handedOffAgain: { count: 1, of: 2, rate: 0.5 },
      forms: { count: 0, of: 0, rate: null },
      fencedReplies: 1,
    });
  });

  it('give each agent its escalation rate', async () => {
    const byAgent = await ask(database, mine, (reader) => metrics(reader, { groupBy: 'agent' }));
    expect(byAgent.map(({ group, handoff, fencedReplies }) => [group, handoff, fencedReplies])).toEqual([
      // f, where the cancelled wait gave it back to billing0
      [{ agentId: 'billing0' }, { count: 1, of: 1, rate: 1 }, 0],
      [{ agentId: 'front0' }, { count: 2, of: 6, rate: 1 / 3 }, 1],
    ]);
  });

  it('by trigger and by reason are shares of all that agents had', async () => {
    const byTrigger = await ask(database, mine, (reader) => metrics(reader, { groupBy: 'trigger' }));
    expect(
      byTrigger
        .filter(({ handoff }) => handoff.count > 0)
        .map(({ group, handoff }) => [group, handoff.count, handoff.of]),
    ).toEqual([
      [{ trigger: 'agent_decision' }, 2, 6],
      [{ trigger: 'explicit_request' }, 1, 6],
    ]);
    const byReason = await ask(database, mine, (reader) => metrics(reader, { groupBy: 'reason' }));
    const shares = byReason.filter(({ handoff }) => handoff.count > 0).map(({ group }) => group.reasonCode);
    expect(shares).toEqual(['complaint', 'customer_request', 'urgent']);
  });

  it('by day and version count the same things', async () => {
    const [day] = await ask(database, mine, (reader) => metrics(reader, { groupBy: 'day' }));
    expect(day).toMatchObject({ group: { day: '2026-11-20' }, stretches: 5, handoff: { count: 3, of: 6 } });
    const versions = await ask(database, mine, (reader) => metrics(reader, { groupBy: 'version', agentId: 'front0' }));
    expect(versions.map(({ group }) => group)).toEqual([{ agentId: 'front0', agentVersion: 1 }]);
  });

  it('are of one workspace, of live conversations unless said, and of the time asked for', async () => {
    expect(await ask(database, other, metrics)).toMatchObject([{ handoff: { count: 1, of: 1 }, stretches: 1 }]);
    const staging = await ask(database, mine, (reader) => metrics(reader, { environment: 'staging' }));
    expect(staging).toMatchObject([{ stretches: 0, handoff: { count: 0, of: 0, rate: null } }]);
    const before = await ask(database, mine, (reader) => metrics(reader, { until: '2026-11-19T00:00:00.000Z' }));
    expect(before).toMatchObject([{ stretches: 0 }]);
    await expect(
      ask(database, mine, (reader) => metrics(reader, { from: '2026-11-21T00:00:00Z', until: '2026-11-20T00:00:00Z' })),
    ).rejects.toMatchObject({ code: 'range_reversed' });
  });

  it('are refused, not cut off, where there are more groups than fit into one answer', async () => {
    const crowd = await createViewsDatabase();
    await show(crowd, story.events);
    const days = (count: number) =>
      crowd.pool.query(
        `insert into views.handoffs select (jsonb_populate_record(h, jsonb_build_object(
           'number', 1000 + n, 'at', h.at + n * interval '1 day'))).*
         from views.handoffs h, generate_series(1, $2) n where h.workspace_id = $1 and h.conversation_id = 'b' and h.number = 1
         on conflict do nothing`,
        [mine, count],
      );
    await days(999);
    expect(await ask(crowd, mine, (reader) => metrics(reader, { groupBy: 'day' }))).toHaveLength(1_000);
    await days(1_000);
    await expect(ask(crowd, mine, (reader) => metrics(reader, { groupBy: 'day' }))).rejects.toMatchObject({
      code: 'too_many_groups',
      facts: { groupBy: 'day', limit: 1_000 },
    });
    const until = '2028-01-01T00:00:00Z';
    expect((await ask(crowd, mine, (reader) => metrics(reader, { groupBy: 'day', until }))).length).toBeLessThan(500);
    await crowd.drop();
  });
});
