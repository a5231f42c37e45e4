import type { ConversationEvent, ConversationEventMap, Instant, Party, Status } from '#domain';

/** Who has a conversation, as the views tell it. */
export interface Handler {
  readonly status: Exclude<Status, 'none'>;
  /** The agent in control; `null` with people. */
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly agentVersion: number | null;
  readonly assigneeId: string | null;
  readonly assigneeName: string | null;
  readonly teamId: string | null;
  readonly epoch: number;
  /** Since when this handler has it. */
  readonly since: Instant;
}

type ControlData = ConversationEventMap['Claimed'];

const nobody = {
  agentId: null,
  agentName: null,
  agentVersion: null,
  assigneeId: null,
  assigneeName: null,
  teamId: null,
};

/** Who has the conversation after an event; the same object where it does not change that. */
export function handlerAfter(before: Handler, event: ConversationEvent): Handler {
  switch (event.type) {
    case 'ConversationStarted':
      return { ...nobody, ...held(event.data.agent, event.data.epoch, event.at), status: 'ai' };
    case 'HandoffRequested':
    case 'Claimed':
    case 'Assigned':
    case 'Assumed':
    case 'Transferred':
    case 'Released':
    case 'ReturnedToAI':
    case 'HandedOffToAgent':
      return passed(event.data, event.at);
    case 'HandoffOffered':
      return { ...before, status: 'handoff_offered' };
    case 'HandoffOfferAccepted':
    case 'HandoffOfferDeclined':
    case 'HandoffOfferLapsed':
      return { ...before, status: 'ai' };
    case 'FallbackTeamSet':
      return before.status === 'waiting' ? { ...before, teamId: event.data.teamId } : before;
    case 'CustomerMessageReceived': {
      const version = event.data.turn?.agentVersion ?? before.agentVersion;
      return version === before.agentVersion ? before : { ...before, agentVersion: version };
    }
    case 'ConversationClosed':
      return { ...nobody, status: 'closed', epoch: event.data.epoch, since: event.at };
    default:
      return before;
  }
}

function passed({ to, epoch }: ControlData, at: Instant): Handler {
  return { ...nobody, ...held(to, epoch, at) };
}

function held(to: Party | null, epoch: number, since: Instant): Handler {
  const kept = { ...nobody, epoch, since };
  switch (to?.kind) {
    case 'ai_agent':
      return { ...kept, status: 'ai', agentId: to.id, agentName: to.name, agentVersion: to.version };
    case 'member':
      return { ...kept, status: 'human', assigneeId: to.id, assigneeName: to.name };
    case 'queue':
      return { ...kept, status: 'waiting', teamId: to.id };
    default:
      return { ...kept, status: 'waiting' };
  }
}
