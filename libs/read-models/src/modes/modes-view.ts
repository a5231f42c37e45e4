import type { Control, ConversationEvent, DeadlineChange, Instant } from '#domain';
import { byConversation, conversationIdOfStream, manyRows, type Of, type View } from '../view/view.js';

/** Who moved a contact and an agent into their mode: the agent's side, a person by hand, or a timeout. */
export type ModeSource = 'agent' | 'manual' | 'timeout';

/** How a contact and an agent stand to one another in one conversation. */
export interface ModeRow {
  readonly conversationId: string;
  readonly agentId: string;
  readonly agentName: string;
  readonly agentVersion: number;
  readonly channel: string;
  readonly mode: 'ai' | 'human';
  /** Of its agents, the one in control, or the one that people took over from. */
  readonly current: boolean;
  readonly open: boolean;
  readonly since: Instant;
  readonly source: ModeSource;
  readonly trigger: string | null;
  readonly reasonCode: string | null;
  readonly decidedByKind: string | null;
  readonly decidedById: string | null;
  /** When human mode ends by itself; `null`: only a person ends it. */
  readonly expiresAt: Instant | null;
}

export function evolveModes(rows: readonly ModeRow[], stored: Of<ConversationEvent>): readonly ModeRow[] {
  const { event } = stored;
  const conversationId = conversationIdOfStream(stored);
  switch (event.type) {
    case 'ConversationStarted': {
      const { agent, channel } = event.data;
      if (agent === null) return rows;
      const { id: agentId, name: agentName, version: agentVersion } = agent;
      const base = { conversationId, agentId, agentName, agentVersion, channel, since: event.at };
      return [{ ...base, ...untouched, mode: 'ai', current: true, open: true }];
    }
    case 'HandoffRequested':
      return rows.map((row) =>
        row.current
          ? { ...row, ...why(event.data, event.at), mode: 'human', expiresAt: idleIn(event.data) ?? null }
          : row,
      );
    case 'ReturnedToAI':
    case 'HandedOffToAgent':
      return given(rows, event.data, event.at);
    case 'ConversationClosed': {
      const { by, reasonCode } = event.data;
      const source: ModeSource = by.kind === 'member' ? 'manual' : by.kind === 'system' ? 'timeout' : 'agent';
      const decided = {
        decidedByKind: by.kind,
        decidedById: by.id,
        trigger: null,
        reasonCode,
        source,
        expiresAt: null,
      };
      return rows.map((row) =>
        row.mode === 'human'
          ? { ...row, ...decided, open: false, mode: 'ai', since: event.at }
          : { ...row, open: false },
      );
    }
    default: {
      const expiresAt = idleIn(event.data);
      if (expiresAt === undefined) return rows;
      return rows.map((row) => (row.current && row.mode === 'human' ? { ...row, expiresAt } : row));
    }
  }
}

const untouched = {
  source: 'agent' as const,
  trigger: null,
  reasonCode: null,
  decidedByKind: null,
  decidedById: null,
  expiresAt: null,
};

/** An agent has it: its own row begins or changes, and whoever had it before is no longer kept from the contact. */
function given(rows: readonly ModeRow[], data: Control, at: Instant): readonly ModeRow[] {
  const { to } = data;
  const [first] = rows;
  if (to.kind !== 'ai_agent' || first === undefined) return rows;
  const { conversationId, channel } = first;
  const others = rows
    .filter(({ agentId }) => agentId !== to.id)
    .map((row) =>
      row.current
        ? { ...row, ...(row.mode === 'human' ? why(data, at) : {}), current: false, mode: 'ai' as const }
        : row,
    );
  const base = { conversationId, channel, agentId: to.id, agentName: to.name, agentVersion: to.version };
  return [...others, { ...base, ...why(data, at), mode: 'ai', current: true, open: true }];
}

function why({ trigger, reasonCode, decidedBy }: Control, since: Instant) {
  const { kind: decidedByKind, id: decidedById } = decidedBy;
  const manual = decidedByKind === 'member' || trigger === 'customer_cancelled';
  const source: ModeSource = trigger === 'deadline' ? 'timeout' : manual ? 'manual' : 'agent';
  return { since, trigger, reasonCode, decidedByKind, decidedById, source, expiresAt: null };
}

/** When the idle window now ends; `null` where it was cancelled, `undefined` where the event does not speak of it. */
function idleIn(data: unknown): Instant | null | undefined {
  const change = (data as { readonly deadlines?: DeadlineChange }).deadlines;
  const armed = change?.armed.find(({ kind }) => kind === 'idle');
  return armed?.dueAt ?? (change?.cancelled.includes('idle') === true ? null : undefined);
}

/** Rows 44 and 45: the mode of each contact and agent, conversation by conversation. */
export const modes: View<ModeRow> = {
  name: 'modes',
  version: 1,
  table: {
    name: 'modes',
    made: [1795132801006],
    columns: {
      conversationId: 'text',
      agentId: 'text',
      agentName: 'text',
      agentVersion: 'integer',
      channel: 'text',
      mode: 'text',
      current: 'boolean',
      open: 'boolean',
      since: 'timestamptz',
      source: 'text',
      trigger: 'text',
      reasonCode: 'text',
      decidedByKind: 'text',
      decidedById: 'text',
      expiresAt: 'timestamptz',
    },
    key: ['conversationId', 'agentId'],
    group: ['conversationId'],
    personal: [],
    indexes: ['(workspace_id, contact_id, agent_id)'],
  },
  groupOf: byConversation(({ type, data }) => moves.has(type) || idleIn(data) !== undefined),
  evolve: manyRows(evolveModes),
};

const moves = new Set<string>([
  'ConversationStarted',
  'HandoffRequested',
  'ReturnedToAI',
  'HandedOffToAgent',
  'ConversationClosed',
] satisfies ConversationEvent['type'][]);
