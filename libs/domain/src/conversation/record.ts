import type { Instant } from '../kernel.js';
import { conversation } from './evolve.js';
import type { ConversationEvent, ConversationEventMap, ConversationEventType } from './events.js';
import type { Deadline, DeadlineChange, DeadlineKind, Turn } from './parts.js';
import type { Conversation } from './state.js';

/** Events that move control: each raises the epoch. Offers do not. */
const controlTypes = [
  'ConversationStarted',
  'HandoffRequested',
  'Claimed',
  'Assigned',
  'Assumed',
  'Transferred',
  'Released',
  'ReturnedToAI',
  'HandedOffToAgent',
  'ConversationClosed',
] as const;

/** Events that become leaves of the ledger: those, and what moves responsibility only. */
const ledgerTypes = [...controlTypes, 'TimedOut', 'FallbackTeamSet'] as const;

type ControlType = (typeof controlTypes)[number];

/** The types of conversation events that become leaves of the ledger and carry `entry`. */
export type LedgerType = (typeof ledgerTypes)[number];

const raisesEpoch: ReadonlySet<string> = new Set(controlTypes);
const isLeaf: ReadonlySet<string> = new Set(ledgerTypes);

/** Whether events of this type raise the control epoch. */
export function isControlEvent(type: string): type is ControlType {
  return raisesEpoch.has(type);
}

/** Whether conversation events of this type carry `entry`, their count among the ledger events of their stream. */
export function isLedgerEvent(type: string): type is LedgerType {
  return isLeaf.has(type);
}

/** A deadline still without its generation. */
export type DeadlineDraft = Omit<Deadline, 'generation'>;

/** Deadlines to arm and to cancel; what is armed replaces its kind. `all` cancels whatever is not armed anew. */
export interface DeadlineChangeDraft {
  readonly arm?: readonly (DeadlineDraft | null)[];
  readonly cancel?: readonly DeadlineKind[] | 'all';
}

/** What a decision says of an event; the epoch, the entry and the generations are counted here. */
export type Draft<Type extends ConversationEventType> = Omit<
  ConversationEventMap[Type],
  'entry' | 'deadlines' | 'turn' | (Type extends ControlType ? 'epoch' : never)
> &
  ('deadlines' extends keyof ConversationEventMap[Type] ? { readonly deadlines?: DeadlineChangeDraft } : unknown) &
  ('turn' extends keyof ConversationEventMap[Type] ? { readonly turn?: Omit<Turn, 'epoch'> | undefined } : unknown);

/** Events of one decision in the making: each is written on the state the last one left. */
export interface Recording {
  readonly state: Conversation;
  readonly events: readonly ConversationEvent[];
  write<Type extends ConversationEventType>(type: Type, draft: Draft<Type>): void;
}

/** Begins a decision on a state. `write` counts the epoch, the entry and the generations of deadlines. */
export function record(state: Conversation, at: Instant): Recording {
  const events: ConversationEvent[] = [];
  return {
    get state() {
      return state;
    },
    events,
    write(type, draft) {
      const event = { type, at, data: stamp(state, type, draft) } as ConversationEvent;
      events.push(event);
      state = conversation.evolve(state, event);
    },
  };
}

function stamp(state: Conversation, type: ConversationEventType, draft: object): object {
  const { deadlines, turn, ...rest } = draft as { deadlines?: DeadlineChangeDraft; turn?: Omit<Turn, 'epoch'> };
  const epoch = isControlEvent(type) ? state.epoch + 1 : state.epoch;
  const change = deadlines && changeOf(state, deadlines);
  return {
    ...rest,
    ...(isControlEvent(type) ? { epoch } : {}),
    ...(isLedgerEvent(type) ? { entry: state.entries + 1 } : {}),
    ...(turn === undefined ? {} : { turn: { ...turn, epoch } }),
    ...(change === undefined ? {} : { deadlines: change }),
  };
}

/** What really changes: only armed deadlines are cancelled, and a change of nothing is none. */
function changeOf(state: Conversation, { arm = [], cancel = [] }: DeadlineChangeDraft): DeadlineChange | undefined {
  const armed = arm
    .filter((deadline) => deadline !== null)
    .map((deadline, i) => ({ ...deadline, generation: state.generation + 1 + i }));
  const kinds = cancel === 'all' ? (Object.keys(state.deadlines) as DeadlineKind[]) : cancel;
  const cancelled = kinds.filter((kind) => state.deadlines[kind] && !armed.some((one) => one.kind === kind));
  return armed.length === 0 && cancelled.length === 0 ? undefined : { armed, cancelled };
}
