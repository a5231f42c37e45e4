import {
  anything,
  decimal,
  flag,
  id,
  instant,
  list,
  named,
  nullable,
  object,
  optional,
  personal,
  record,
  text,
  variants,
  whole,
  word,
} from './schema.js';

/* The parts that published events are made of. They change only by new optional properties and new words. */

export const party = named(
  'Party',
  variants({
    ai_agent: object({ kind: word('ai_agent'), id, name: text, version: whole }),
    member: object({ kind: word('member'), id, name: personal(text) }),
    queue: object(
      { kind: word('queue'), id: nullable(id), name: nullable(text) },
      'The queue; of one team where it has an id.',
    ),
    channel: object({ kind: word('channel'), id }, 'A conversation that no agent ever had.'),
  }),
);

export const agentParty = object({ kind: word('ai_agent'), id, name: text, version: whole });
export const memberParty = object({ kind: word('member'), id, name: personal(text) });

export const decidedBy = named(
  'DecidedBy',
  object(
    { kind: word('agent_rule', 'customer', 'member', 'system'), id, name: optional(personal(text)) },
    'Who decided; agents and members have a name.',
  ),
);

export const trigger = named(
  'Trigger',
  word(
    'explicit_request',
    'keyword',
    'sentiment',
    'failed_responses',
    'offer_accepted',
    'agent_decision',
    'agent_unavailable',
    'agent_failure',
    'loop_limit',
    'contact_preference',
    'human_only_elsewhere',
    'member_takeover',
    'member_unassigned_agent',
    'member_switched_to_human',
    'outside_reply',
    'claim',
    'assignment',
    'transfer',
    'release',
    'transfer_to_ai',
    'return_to_ai',
    'agent_to_agent',
    'customer_cancelled',
    'deadline',
  ),
);

const deadlineWord = word('unclaimed', 'idle', 'first_response', 'next_response', 'offer', 'agent_turn');
export const deadlineKind = named('DeadlineKind', deadlineWord);

export const deadlines = named(
  'DeadlineChange',
  object(
    {
      armed: list(object({ kind: deadlineKind, dueAt: instant, generation: whole, step: optional(whole) })),
      cancelled: list(deadlineKind),
    },
    'How this event changes the armed deadlines: an armed one replaces the one of its kind.',
  ),
);

export const turn = named(
  'Turn',
  object(
    { turnId: id, agentId: id, agentVersion: whole, epoch: whole, cause: word('message', 'resume') },
    'An answer that an agent owes.',
  ),
);

export const attachments = named(
  'Attachments',
  list(object({ id, name: text, mediaType: text, bytes: whole, url: text })),
);

export const messageRange = named(
  'MessageRange',
  object(
    { from: id, to: id, messages: whole },
    'First and last message that somebody was given, and how many, both included.',
  ),
);

export const context = named(
  'ContextPackage',
  object(
    {
      summary: optional(text),
      variables: optional(record(text)),
      note: optional(text),
      attachments: optional(list(id)),
      transcript: optional(messageRange),
    },
    'An immutable copy of what the receiver was given.',
  ),
);

export const evidence = named(
  'Evidence',
  object({ keywords: list(text), matched: nullable(text) }, 'The matched words behind a detection.'),
);

export const trace = named(
  'Trace',
  object(
    {
      agentId: nullable(id),
      agentVersion: nullable(whole),
      policyVersion: whole,
      detectorVersion: optional(text),
      language: optional(nullable(text)),
      rule: optional(text),
      counters: optional(record(decimal)),
      thresholds: optional(record(decimal)),
    },
    'Why a trigger fired: what it saw and what it was held against.',
  ),
);

export const detection = named(
  'Detection',
  object({
    explicitRequest: flag,
    keyword: flag,
    answer: word('yes', 'no', 'other'),
    satisfied: flag,
    language: nullable(text),
    rule: nullable(text),
    detectorVersion: text,
  }),
);

export const contactDetails = named(
  'ContactDetails',
  object({ name: optional(text), phone: optional(text), email: optional(text), note: optional(text) }),
);

/** What every event says that moves control. */
export const control = {
  handoffId: id,
  number: whole,
  epoch: whole,
  entry: whole,
  from: party,
  to: party,
  decidedBy,
  trigger,
  reasonCode: text,
  reasonText: optional(personal(text)),
  context: optional(personal(context)),
  deadlines: optional(deadlines),
};

/** What every entry of the workspace audit log says. */
export const auditEntry = { entry: whole, byName: personal(text) };

export { anything };
