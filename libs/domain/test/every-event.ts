import {
  archiveAgent,
  agent,
  assessTurn,
  assign,
  auditExport,
  captureDetails,
  changeBusinessHours,
  changeChannel,
  changeLoopLimit,
  changeReasonCodes,
  changeRole,
  changeTransferPolicy,
  changeWaitPolicy,
  closeFollowUp,
  completeExport,
  contact,
  eraseContact,
  fold,
  identifyContact,
  issueApiKey,
  linkContacts,
  publishAgent,
  receiveOutsideReply,
  recordAgentAction,
  recordDelivery,
  recordAccessRefused,
  recordLedgerKeyRotated,
  recordEvidenceViewed,
  recordConnectorChanged,
  recordNotice,
  recordWebhookChanged,
  registerAgent,
  removeMember,
  replyAsAgent,
  requestExport,
  requestHandoff,
  revokeApiKey,
  setFirstHandler,
  setLegalHold,
  submitContactForm,
  transfer,
  transferToAI,
  unpublishAgent,
  workspace,
  type AgentEvent,
  type Aggregate,
  type ContactEvent,
  type ConversationEvent,
  type Decision,
  type DomainEvent,
  type ExportEvent,
  type Workspace,
  type WorkspaceEvent,
} from '../src/index.js';
import { ada, agentWith, eventsOf, front, noon, office, olga, sue, workspaceWith, type Scene } from './scene.js';
import {
  agentHandsTo,
  agentOffers,
  answers,
  asksForPerson,
  assumes,
  claims,
  closes,
  history,
  lastTurn,
  releases,
  rings,
  writes,
  type Step,
} from './steps.js';

const now = { at: noon, agent: () => agentWith('front', front) };
const by = { member: ada };
const apiKey = {
  member: ada,
  keyId: 'k-1',
  name: 'CRM',
  scope: 'agent_runtime',
  agentId: 'front',
  permissions: ['turn.read'],
  hash: 'ab',
  expiresAt: null,
} as const;
const detail = { text: 'On its way.', attachments: [picture()] };

function picture() {
  return { id: 'a-1', name: 'parcel.png', mediaType: 'image/png', bytes: 1024, url: 'https://files.example/a-1' };
}

const patient: Scene = {
  workspace: workspaceWith(
    (state) =>
      changeWaitPolicy(
        state,
        {
          ...by,
          policy: {
            steps: [
              { kind: 'contact_form', afterSeconds: 120 },
              { kind: 'notify', afterSeconds: 180 },
              { kind: 'fallback_team', afterSeconds: 300, teamId: 'billing' },
            ],
            firstResponseSeconds: 60,
            nextResponseSeconds: 300,
          },
        },
        now,
      ),
    (state) =>
      changeBusinessHours(
        state,
        {
          ...by,
          hours: {
            timeZone: 'America/New_York',
            weekly: [{ day: 5, opens: '09:00', closes: '17:00' }],
            offHours: 'queue',
          },
        },
        now,
      ),
  ),
};

const requests: Step = (state, context) =>
  requestHandoff(
    state,
    {
      by: { kind: 'agent', agentId: 'front', epoch: state.epoch },
      reasonCode: 'out_of_scope',
      reasonText: 'A refund over the limit.',
      context: {
        summary: 'Wants 400 € back.',
        variables: { order: '4711' },
        note: 'Regular customer.',
        attachments: ['a-1'],
      },
      priority: 1,
      teamId: 'billing',
    },
    context,
  );

/** What the outside did: facts, forms, answers from elsewhere. */
const told: readonly Step[] = [
  (state, context) => submitContactForm(state, { formId: 'form-1', details: { email: 'carla@example.org' } }, context),
  (state, context) => recordNotice(state, { noticeId: 'n-1', kind: 'handoff', causedBy: 'event-1' }, context),
  (state, context) =>
    recordDelivery(state, { messageId: 'm-1', status: 'delivered', channelMessageId: 'web-9', code: '200' }, context),
  (state, context) => receiveOutsideReply(state, { channelMessageId: 'wa-1', memberId: null, ...detail }, context),
];

const conversations: readonly (readonly Step[])[] = [
  [
    writes('Where is it?', { language: 'en' }, { attachments: [picture()], evidence: { keywords: [], matched: null } }),
    (state, context) =>
      replyAsAgent(state, { ...lastTurn(state), ...detail, given: { from: 'm-1', to: 'm-2', messages: 2 } }, context),
    (state, context) =>
      recordAgentAction(
        state,
        { ...lastTurn(state), actionId: 'x', name: 'look_up', arguments: { order: 4711 }, result: { state: 'sent' } },
        context,
      ),
    (state, context) => assessTurn(state, { ...lastTurn(state), sentiment: -0.2, answered: false }, context),
    agentHandsTo('billing'),
    agentOffers(),
    writes('no', { answer: 'no' }),
    agentOffers(),
    writes('hm'),
    agentOffers(),
    writes('yes', { answer: 'yes' }),
    rings('unclaimed'),
    rings('unclaimed'),
    rings('unclaimed'),
    ...told,
    claims(olga),
    answers(olga),
    (state, context) => transfer(state, { member: olga, to: { memberId: 'sue' } }, context),
    releases(sue),
    (state, context) => assign(state, { member: olga, to: 'olga' }, context),
    (state, context) => transferToAI(state, { member: olga, confirmed: true, reasonCode: 'faq' }, context),
    assumes(olga),
    closes(olga),
  ],
  [writes(), requests],
  [
    writes('Hi', {}, { identified: false }),
    asksForPerson(),
    (state, context) => {
      const refused = replyAsAgent(state, { agentId: 'front', epoch: 0, turnId: 't', ...detail }, context);
      return 'rejection' in refused ? refused.events : refused;
    },
  ],
];

function agentEvents(): readonly AgentEvent[] {
  return each(agent, [
    (state) =>
      registerAgent(
        state,
        { ...by, agentId: 'front', name: 'Front line', settings: agentWith('front', front).versions[0]! },
        now,
      ),
    (state) => publishAgent(state, by, now),
    (state) => unpublishAgent(state, by, now),
    (state) => archiveAgent(state, by, now),
  ]);
}

function workspaceEvents(): readonly WorkspaceEvent[] {
  const changes: readonly ((state: Workspace) => Decision<WorkspaceEvent>)[] = [
    (state) => changeRole(state, { ...by, memberId: 'olga', role: 'supervisor' }, now),
    (state) => removeMember(state, { ...by, memberId: 'omar' }, now),
    (state) => changeWaitPolicy(state, { ...by, policy: patient.workspace!.waitPolicies[1]! }, now),
    (state) => changeBusinessHours(state, { ...by, hours: patient.workspace!.hours }, now),
    (state) => changeReasonCodes(state, { ...by, toPeople: ['vip'], toAi: [] }, now),
    (state) => changeLoopLimit(state, { ...by, limit: 3 }, now),
    (state) => changeTransferPolicy(state, { ...by, whenCustomerAsked: 'deny', whenSensitive: 'warn' }, now),
    (state) => changeChannel(state, { ...by, channel: 'lab', environment: 'staging', enabled: true }, now),
    (state) => issueApiKey(state, apiKey, now),
    (state) => revokeApiKey(state, { ...by, keyId: 'k-1' }, now),
    (state) =>
      recordWebhookChanged(
        state,
        { ...by, webhookId: 'w-1', change: 'created', host: 'crm.example', types: ['Claimed'], personal: false },
        now,
      ),
    (state) => recordWebhookChanged(state, { ...by, webhookId: 'w-1', change: 'paused', host: 'crm.example' }, now),
    (state) =>
      recordConnectorChanged(
        state,
        { ...by, channel: 'sms', change: 'set', kind: 'webhook', host: 'sms.example' },
        now,
      ),
    (state) => recordEvidenceViewed(state, { ...by, what: 'handoff', id: 'h-1' }, now),
    (state) =>
      recordAccessRefused(
        state,
        { byName: 'Ada', reason: 'role_not_allowed', what: 'audit.read', count: 2, since: noon, keyId: 'k-1' },
        now,
      ),
    (state) => recordLedgerKeyRotated(state, { newKey: 'log+00000002+key', oldKey: 'log+00000001+key' }, now),
    (state) => setLegalHold(state, { ...by, contactId: 'carla', held: true }, now),
  ];
  return each(workspace, [...office.map((change) => (state: Workspace) => change(state, now)), ...changes]);
}

function contactEvents(): readonly ContactEvent[] {
  return each(contact, [
    (state) => identifyContact(state, { contactId: 'carla', channel: 'web', externalUserId: 'user-1' }, now),
    (state) =>
      captureDetails(
        state,
        {
          source: 'contact_form',
          details: { name: 'Carla', phone: '030 12345', email: 'carla@example.org', note: 'After six.' },
          followUp: { followUpId: 'f-1', conversationId: 'c-1' },
        },
        now,
      ),
    (state) => closeFollowUp(state, { member: olga, followUpId: 'f-1', outcome: 'done' }, now),
    (state) => setFirstHandler(state, { member: olga, firstHandler: 'human' }, now),
    (state) => linkContacts(state, { member: olga, otherContactId: 'karla' }, now),
    (state) => eraseContact(state, { ...by, legalHolds: [] }, now),
  ]);
}

function exportEvents(): readonly ExportEvent[] {
  const asked = { exportId: 'x-1', size: '260', since: '100', checkpoint: 'a.example/ledger/w\n260\nAAAA\n\n— a b\n' };
  const filter = {
    ...{ conversationId: 'c-1', agentId: 'front', memberId: 'olga', reasonCode: 'faq', trigger: 'claim' },
    ...{ decidedBy: 'member', direction: 'to_people', from: noon, until: noon },
  };
  return each(auditExport, [
    (state) => requestExport(state, { ...by, ...asked, filter }, now),
    (state) =>
      completeExport(state, { bytes: '9000', sha256: '00ff', matched: '20', withheld: '240', erased: '1' }, now),
  ]);
}

/** Every event of a few histories in which each stored type happens at least once, as the decisions write them today. */
export function everyEvent(): readonly DomainEvent[] {
  const talks = conversations.flatMap((steps): readonly ConversationEvent[] => history(patient, ...steps).events);
  return [...talks, ...agentEvents(), ...workspaceEvents(), ...contactEvents(), ...exportEvents()];
}

function each<State, Event extends DomainEvent>(
  aggregate: Aggregate<State, Event>,
  changes: readonly ((state: State) => Decision<Event>)[],
): readonly Event[] {
  let state = aggregate.initial;
  return changes.flatMap((change) => {
    const events = eventsOf(change(state));
    state = fold(aggregate, events, state);
    return events;
  });
}
