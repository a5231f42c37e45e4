import type { ConversationEventMap, ConversationEventType, Party, Trace } from '#domain';
import type { TimelineRow } from '#read-models';
import { contextWords, deciderWords, evidenceWords, triggerWords, type NameOf } from './words.js';

/** A timeline's item as the API gives it. */
export type StoryItem = Pick<
  TimelineRow,
  'seq' | 'at' | 'kind' | 'type' | 'authorKind' | 'authorId' | 'authorName' | 'text' | 'from' | 'to'
> & {
  readonly details: Readonly<Record<string, unknown>>;
  readonly attachments?: TimelineRow['attachments'];
  readonly personal?: TimelineRow['personal'];
};

export type Voice = 'customer' | 'agent' | 'member' | 'move' | 'refused' | 'quiet';

/** One thing that happened, told to a person. */
export interface Step {
  readonly seq: number;
  readonly at: string;
  readonly voice: Voice;
  readonly who: string;
  readonly what: string;
  /** Who decided, why, with what context: one line each. */
  readonly more: readonly string[];
}

export interface Cast {
  readonly customer: string;
  readonly nameOf: NameOf;
}

/** The names that items themselves bring: of those who wrote, gave and received. */
export function namesIn(items: readonly StoryItem[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { authorId, authorName, from, to } of items)
    for (const { id, name } of [{ id: authorId, name: authorName }, from, to].filter((one) => one !== null))
      if (id !== null && name !== null) names.set(id, name);
  return names;
}

/** Tells an item. One of a type this program does not know is told by its name, so that nothing is left out. */
export function tell(item: StoryItem, cast: Cast): Step {
  const { seq, at } = item;
  return { seq, at, voice: 'quiet', who: '', more: [], ...told(item, cast) };
}

type Told = Partial<Step> & Pick<Step, 'what'>;

function told(item: StoryItem, cast: Cast): Told {
  switch (item.type as ConversationEventType) {
    case 'ConversationStarted':
      return started(item);
    case 'CustomerMessageReceived':
    case 'AgentReplied':
    case 'MemberReplied':
    case 'ExternalReplyObserved':
      return message(item, cast);
    case 'AgentActionRecorded':
      return action(item);
    case 'AgentReplyFenced': {
      const { epoch, currentEpoch } = detailsOf(item, 'AgentReplyFenced');
      const who = cast.nameOf(item.authorId ?? '') ?? 'AI agent';
      return {
        voice: 'refused',
        who,
        what: `answers too late: refused, control has moved (${epoch} → ${currentEpoch})`,
      };
    }
    case 'TurnAssessed':
      return assessment(item);
    case 'HandoffRequested':
    case 'Claimed':
    case 'Assigned':
    case 'Assumed':
    case 'Transferred':
    case 'Released':
    case 'ReturnedToAI':
    case 'HandedOffToAgent':
      return move(item, cast);
    case 'HandoffOffered': {
      const { trigger, trace, decidedBy } = detailsOf(item, 'HandoffOffered');
      return {
        voice: 'move',
        what: 'a person is offered to the customer',
        more: [`decided by ${deciderWords(decidedBy, cast.nameOf)}: ${why(trigger, evidenceWords(null, trace))}`],
      };
    }
    case 'HandoffOfferAccepted':
      return { voice: 'move', what: 'the customer accepts the offer' };
    case 'HandoffOfferDeclined':
      return { voice: 'move', what: 'the customer declines the offer' };
    case 'HandoffOfferLapsed':
      return { what: `the offer lapses (${spaced(detailsOf(item, 'HandoffOfferLapsed').cause)})` };
    case 'HandoffRefused': {
      const { code, trigger } = detailsOf(item, 'HandoffRefused');
      return { voice: 'refused', what: `no handoff: ${spaced(code)}`, more: [triggerWords(trigger)] };
    }
    case 'TimedOut': {
      const { kind, effect } = detailsOf(item, 'TimedOut');
      return { voice: 'move', what: `time is up: ${deadlines[kind]} → ${spaced(effect)}` };
    }
    case 'ContactFormRequested':
      return { voice: 'move', what: 'the customer is asked for contact details' };
    case 'ContactFormSubmitted': {
      const given = Object.entries(item.personal?.details ?? {}).map(([name, value]) => `${name} ${value as string}`);
      return {
        voice: 'customer',
        who: cast.customer,
        what: `leaves contact details: ${given.join(', ') || '(erased)'}`,
      };
    }
    case 'Renotified':
      return { what: 'members are notified again' };
    case 'FallbackTeamSet':
      return { what: `the queue of team ${detailsOf(item, 'FallbackTeamSet').teamId} gets it` };
    case 'OffHoursNoted':
      return { what: 'nobody is there at this hour' };
    case 'ConversationClosed': {
      const { by, outcome, reasonCode } = detailsOf(item, 'ConversationClosed');
      const reason = reasonCode === 'unspecified' || reasonCode === outcome ? '' : `, ${reasonCode}`;
      return { voice: 'move', what: `closed by ${deciderWords(by, cast.nameOf)}: ${outcome}${reason}` };
    }
    case 'NoticeSent':
      return { what: noticeWords(detailsOf(item, 'NoticeSent').kind) };
    case 'DeliveryRecorded':
      return { what: deliveryWords(detailsOf(item, 'DeliveryRecorded')) };
    default:
      return { what: item.type };
  }
}

/** The notifier's notices go to members, the channel's to the customer. */
function noticeWords(kind: string): string {
  return kind === 'members_notified' ? 'members are notified' : `the customer is told: ${spaced(kind)}`;
}

const deadlines: Readonly<Record<ConversationEventMap['TimedOut']['kind'], string>> = {
  unclaimed: 'nobody took it',
  idle: 'nobody wrote',
  first_response: 'the assignee has not answered',
  next_response: 'the assignee has not answered again',
  offer: 'the offer was not answered',
  agent_turn: 'the agent has not answered',
};

function deliveryWords({ status, code }: ConversationEventMap['DeliveryRecorded']): string {
  return `delivery: ${status}${code === undefined ? '' : ` (${code})`}`;
}

function started(item: StoryItem): Told {
  const { channel, previousConversationId, environment } = detailsOf(item, 'ConversationStarted');
  const where = environment === 'live' ? channel : `${channel} (${environment})`;
  const after = previousConversationId === null ? '' : ', after an earlier one was closed';
  return { what: `a conversation begins on ${where} with ${partyWords(item.to)}${after}` };
}

function message({ authorKind, authorName, authorId, text, attachments }: StoryItem, cast: Cast): Told {
  const files = (attachments ?? []).map(({ name }) => `[${name}]`);
  const what = [text ?? '(erased)', ...files].join(' ');
  switch (authorKind) {
    case 'customer':
      return { voice: 'customer', who: cast.customer, what };
    case 'ai_agent':
      return { voice: 'agent', who: authorName ?? 'AI agent', what };
    default:
      return { voice: 'member', who: authorName ?? cast.nameOf(authorId ?? '') ?? 'somebody outside', what };
  }
}

function action(item: StoryItem): Told {
  const { name, late } = detailsOf(item, 'AgentActionRecorded');
  const { arguments: given, result } = item.personal ?? {};
  const shown = [json(given), json(result)].filter((part) => part !== '').join(' → ');
  return { who: item.authorName ?? 'AI agent', what: `${name} ${shown}${late ? ' (late)' : ''}`.trim() };
}

function assessment(item: StoryItem): Told {
  const { counters, trace, fired } = detailsOf(item, 'TurnAssessed');
  const { answered, sentiment } = (item.personal?.inputs ?? {}) as { answered?: boolean; sentiment?: number };
  const said = [
    ...(answered === undefined ? [] : [answered ? 'answered' : 'not answered']),
    ...(sentiment === undefined ? [] : [`sentiment ${sentiment}`]),
  ];
  const counts = evidenceWords(null, { ...trace, counters });
  const more = counts === undefined ? '' : ` (${counts})`;
  return { what: `the turn is assessed: ${said.join(', ') || 'erased'}${more}${fired === null ? '' : ' – fires'}` };
}

/** An event that opens, ends or passes on tells why and with what; one within a stretch only what it adds. */
function move(item: StoryItem, cast: Cast): Told {
  const { number, trigger, decidedBy, reasonCode, ...rest } = detailsOf(item, 'ReturnedToAI');
  const { trace } = rest as { readonly trace?: Trace };
  const { evidence, context, reasonText } = item.personal ?? {};
  const isEntry = entries.includes(item.type);
  const added = isEntry || context?.summary !== undefined || context?.note !== undefined;
  const carried = added ? contextWords(context) : undefined;
  const overridden = rest.warningOverridden?.split(' ').map((warning) => `although ${warningWords(warning)}`) ?? [];
  return {
    voice: 'move',
    what: `handoff ${number}: ${partyWords(item.from)} → ${partyWords(item.to)}${resumes[rest.resume] ?? ''}`,
    more: [
      `decided by ${deciderWords(decidedBy, cast.nameOf)}: ${why(trigger, evidenceWords(evidence, trace))}`,
      ...(isEntry ? [`reason ${reasonCode}${reasonText ? `: ${reasonText}` : ''}`] : []),
      ...overridden,
      ...(carried === undefined ? [] : [`context ${carried}`]),
    ],
  };
}

const entries: readonly string[] = ['HandoffRequested', 'ReturnedToAI', 'HandedOffToAgent'];

function warningWords(warning: string): string {
  return warning === 'customer_asked' ? 'the customer asked for a person' : `of: ${spaced(warning)}`;
}

const resumes: Readonly<Record<string, string>> = {
  immediate: ', which goes on at once',
  on_next_message: ', from the next message on',
};

function why(trigger: string, seen: string | undefined): string {
  return triggerWords(trigger) + (seen === undefined ? '' : ` (${seen})`);
}

/** Who gives or receives, by name. */
export function partyWords(party: Party | null): string {
  if (party === null) return 'nobody';
  switch (party.kind) {
    case 'queue':
      return party.id === null ? 'the queue' : `the queue of ${party.name ?? party.id}`;
    case 'channel':
      return `channel ${party.id}`;
    case 'ai_agent':
    case 'member':
      return party.name ?? party.id;
  }
}

function detailsOf<T extends ConversationEventType>(item: StoryItem, _type: T): ConversationEventMap[T] {
  return item.details as unknown as ConversationEventMap[T];
}

function json(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

function spaced(code: string): string {
  return code.replaceAll('_', ' ');
}
