import type { ReturnCause } from '#domain';
import { conditions, oneOf, refuseUnknown, when, within, type Condition, type TimeRange } from '../page/filters.js';
import type { Reader } from '../page/reader.js';
import { refuseQuery } from '../page/refusals.js';
import { takeovers } from './ai-spans-view.js';

const groupings = ['day', 'agent', 'version', 'trigger', 'reason'] as const;
const environments = ['live', 'staging', 'test'] as const;

export type Grouping = (typeof groupings)[number];

export interface MetricsFilter extends TimeRange {
  readonly groupBy?: Grouping;
  readonly agentId?: string;
  readonly channel?: string;
  /** `live` unless said. */
  readonly environment?: (typeof environments)[number];
}

/** What the numbers are counted for; nothing where they are for all. */
export interface MetricsGroup {
  /** UTC, `YYYY-MM-DD`. */
  readonly day?: string;
  readonly agentId?: string | null;
  readonly agentVersion?: number | null;
  readonly trigger?: string | null;
  readonly reasonCode?: string | null;
}

/** A share of a whole: `rate` is `null` where there is nothing to take a share of. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly rate: number | null;
}

/** Seconds. `null` without a single case. */
export interface Durations {
  readonly count: number;
  readonly p50: number | null;
  readonly p90: number | null;
}

/** Each number by its one definition. A stretch belongs to the time of its handoff, an agent's time to when it began. */
export interface Metrics {
  readonly group: MetricsGroup;
  /** Conversations an agent had, and from which people were then asked for; takeovers apart. By agent: its escalation rate (row 13). */
  readonly handoff: Share;
  /** Of the closed conversations that an agent had: nobody was asked, no member wrote, and the customer wrote after the AI did. */
  readonly containment: Share;
  /** Stretches of human-only time, takeovers among them. */
  readonly stretches: number;
  readonly takeovers: number;
  /** From the handoff to the first assignee; takeovers apart, unclaimed apart. */
  readonly claimTime: Durations;
  /** From the handoff to the first message of a member. */
  readonly firstResponse: Durations;
  /** Of the ended stretches: never had an assignee. */
  readonly unclaimed: Share;
  /** Of the ended stretches: cancelled by the customer, or closed while waiting. */
  readonly abandoned: Share;
  /** Of the ended stretches: returned to AI, by cause. */
  readonly returned: Readonly<Record<ReturnCause, Share>>;
  /** Of the returns: people were asked again later in the conversation. */
  readonly handedOffAgain: Share;
  readonly forms: Share;
  readonly fencedReplies: number;
}

type Counts = Readonly<Record<string, number | null>> & MetricsGroup;

/** The most groups that are answered: days of nearly three years. */
const maxGroups = 1_000;

/**
 * Every metric, for all or by group, in the order of the groups.
 * @throws Rejected `filter_unknown`, `filter_invalid`, `range_reversed`, `too_many_groups` rather than leave some out
 */
export async function metrics(reader: Reader, filter: MetricsFilter = {}): Promise<Metrics[]> {
  refuseUnknown(filter, ['groupBy', 'agentId', 'channel', 'environment', 'from', 'until']);
  const groupBy = oneOf('groupBy', filter.groupBy, groupings);
  const byCause = groupBy === 'trigger' || groupBy === 'reason';
  const count = (from: string, columns: string, at: string, grouped: Grouping | undefined, more?: string) =>
    counts(reader, filter, { from, columns, at, groupBy: grouped, more });

  const spans = await count(
    'ai_spans',
    spanCounts,
    'started_at',
    groupBy,
    byCause ? `t.ended_by = 'handoff'` : undefined,
  );
  // By trigger or reason the whole stays the same: all conversations that an agent had.
  const [whole] = byCause ? await count('ai_spans', spanCounts, 'started_at', undefined) : [];
  const stretches = await count('handoffs', stretchCounts, 'at', groupBy, `t.direction = 'to_people'`);
  const returns = await count('handoffs', returnCounts, 'at', groupBy, `t.direction = 'to_ai'`);
  const closed = byCause ? [] : await count('conversation_facts', closedCounts, 'started_at', groupBy);

  const byGroup = new Map<string, Counts>();
  for (const row of [...spans, ...stretches, ...returns, ...closed])
    byGroup.set(groupKey(row), { ...byGroup.get(groupKey(row)), ...row });
  if (byGroup.size > maxGroups) throw refuseQuery('too_many_groups', { groupBy, limit: maxGroups });
  if (byGroup.size === 0 && groupBy === undefined) byGroup.set('', {});
  return [...byGroup].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => metricsOf(row, whole));
}

const spanCounts = `count(distinct t.conversation_id)::integer as controlled,
  count(distinct t.conversation_id) filter (where t.ended_by = 'handoff')::integer as "handedOff",
  sum(t.fenced_replies)::integer as fenced`;

const notTakenOver = `t.trigger not in (${takeovers.map((trigger) => `'${trigger}'`).join(', ')})`;

const stretchCounts = `count(*)::integer as stretches,
  count(*) filter (where not ${notTakenOver})::integer as "takenOver",
  ${durations('t.received_at', notTakenOver, 'claim')},
  ${durations('t.first_response_at', 'true', 'response')},
  count(*) filter (where t.ended_at is not null)::integer as ended,
  count(*) filter (where t.ended_at is not null and t.received_at is null)::integer as unclaimed,
  count(*) filter (where t.cause = 'customer_cancelled' or (t.outcome = 'closed' and t.ended_while_waiting))::integer as abandoned,
  count(t.form_requested_at)::integer as "formsRequested",
  count(t.form_submitted_at)::integer as "formsSubmitted",
  ${returnCauses()
    .map((cause) => `count(*) filter (where t.outcome = 'returned' and t.cause = '${cause}')::integer as "${cause}"`)
    .join(', ')}`;

const returnCounts = `count(*)::integer as returns,
  count(*) filter (where exists (select 1 from views.handoffs later where later.conversation_id = t.conversation_id
    and later.number > t.number and later.direction = 'to_people'))::integer as "again"`;

const closedCounts = `count(*) filter (where t.agent_id is not null and t.closed_at is not null)::integer as "closedAi",
  count(*) filter (where t.agent_id is not null and t.closed_at is not null and t.handoffs = 0 and t.member_messages = 0
    and t.customer_wrote_after_agent)::integer as contained`;

function returnCauses(): readonly ReturnCause[] {
  return ['returned_by_member', 'transferred_by_assignee', 'idle_timeout', 'customer_cancelled'];
}

function durations(until: string, which: string, name: string): string {
  const seconds = `extract(epoch from ${until} - t.at)::double precision`;
  const those = `filter (where ${until} is not null and ${which})`;
  return `count(*) ${those}::integer as "${name}Count",
    percentile_cont(0.5) within group (order by ${seconds}) ${those} as "${name}P50",
    percentile_cont(0.9) within group (order by ${seconds}) ${those} as "${name}P90"`;
}

async function counts(
  { manager }: Reader,
  filter: MetricsFilter,
  query: {
    readonly from: string;
    readonly columns: string;
    readonly at: string;
    readonly groupBy: Grouping | undefined;
    readonly more: string | undefined;
  },
): Promise<Counts[]> {
  const { from, columns, at, groupBy, more } = query;
  const where = conditions([
    { sql: 'f.environment = ?', value: oneOf('environment', filter.environment, environments) ?? 'live' },
    when('t.agent_id = ?', filter.agentId),
    when('f.channel = ?', filter.channel),
    more !== undefined && { sql: more },
    ...within(`t.${at}`, filter),
  ]);
  const groups = groupBy === undefined ? [] : groupColumns(groupBy, `t.${at}`);
  const { sql, values } = joined(where);
  return manager.query<Counts[]>(
    `select ${[...groups.map(([name, column]) => `${column} as "${name}"`), columns].join(', ')}
     from views.${from} t join views.conversation_facts f on f.conversation_id = t.conversation_id
     where ${sql}
     ${groups.length === 0 ? '' : `group by ${groups.map((_, i) => i + 1).join(', ')} order by ${groups.map((_, i) => i + 1).join(', ')}`}
     limit ${maxGroups + 1}`,
    values,
  );
}

function groupColumns(groupBy: Grouping, at: string): readonly (readonly [keyof MetricsGroup, string])[] {
  switch (groupBy) {
    case 'day':
      return [['day', `to_char(${at} at time zone 'UTC', 'YYYY-MM-DD')`]];
    case 'agent':
      return [['agentId', 't.agent_id']];
    case 'version':
      return [
        ['agentId', 't.agent_id'],
        ['agentVersion', 't.agent_version'],
      ];
    case 'trigger':
      return [['trigger', 't.trigger']];
    case 'reason':
      return [['reasonCode', 't.reason_code']];
  }
}

function joined(where: readonly Condition[]): { readonly sql: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const parts = where.map(({ sql, value }) =>
    value === undefined ? sql : sql.replaceAll('?', `$${values.push(value)}`),
  );
  return { sql: parts.join(' and '), values };
}

function groupOf({ day, agentId, agentVersion, trigger, reasonCode }: Counts): MetricsGroup {
  return Object.fromEntries(
    Object.entries({ day, agentId, agentVersion, trigger, reasonCode }).filter(([, value]) => value !== undefined),
  );
}

function groupKey(row: Counts): string {
  const group = Object.values(groupOf(row));
  return group.length === 0 ? '' : JSON.stringify(group);
}

function metricsOf(row: Counts, whole: Counts | undefined): Metrics {
  const number = (name: string, of: Counts = row) => of[name] ?? 0;
  const ended = number('ended');
  const spent = (name: string): Durations => ({
    count: number(`${name}Count`),
    p50: row[`${name}P50`] ?? null,
    p90: row[`${name}P90`] ?? null,
  });
  return {
    group: groupOf(row),
    handoff: share(number('handedOff'), number('controlled', whole)),
    containment: share(number('contained'), number('closedAi')),
    stretches: number('stretches'),
    takeovers: number('takenOver'),
    claimTime: spent('claim'),
    firstResponse: spent('response'),
    unclaimed: share(number('unclaimed'), ended),
    abandoned: share(number('abandoned'), ended),
    returned: Object.fromEntries(
      returnCauses().map((cause) => [cause, share(number(cause), ended)]),
    ) as Metrics['returned'],
    handedOffAgain: share(number('again'), number('returns')),
    forms: share(number('formsSubmitted'), number('formsRequested')),
    fencedReplies: number('fenced'),
  };
}

function share(count: number, of: number): Share {
  return { count, of, rate: of === 0 ? null : count / of };
}
