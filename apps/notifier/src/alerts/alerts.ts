import { waitPolicy, type Control, type Party, type Workspace } from '#domain';
import type { Happened, NotificationKind } from '#messaging';

/** Who is to be told. */
export type Audience =
  | { readonly of: 'everybody' }
  | { readonly of: 'team'; readonly teamId: string }
  | { readonly of: 'member'; readonly memberId: string };

/** Something members are told of an event. */
export interface Alert {
  readonly kind: NotificationKind;
  readonly audience: Audience;
  readonly handoffId: string | null;
  /** Told once for each member and handoff under this name, whatever is redelivered. */
  readonly step: string;
  /** The member who is told before the others. */
  readonly first?: string;
  readonly about: Readonly<Record<string, string | number | null>>;
}

/** Types of events that may concern members. */
export const alertTypes: readonly string[] = [
  'HandoffRequested',
  'Renotified',
  'FallbackTeamSet',
  'Released',
  'Transferred',
  'Assigned',
  'Assumed',
  'CustomerMessageReceived',
  'ExternalReplyObserved',
] satisfies readonly Happened['event']['type'][];

/** Whom an event concerns, and why; `null`: nobody. */
export function alertOf({ eventId, event, before }: Happened, workspace: Workspace): Alert | null {
  const handoffId = before.handoff?.handoffId ?? null;
  const assignee = before.assignee?.id;
  switch (event.type) {
    case 'HandoffRequested': {
      const { data } = event;
      // A member takes it in the same breath, or the workspace wants its members told later only.
      if (isTaken(data) || !notifiesAtOnce(workspace, data.trace.policyVersion)) return null;
      return {
        ...waiting(data.handoffId, 'step 0', data.teamId, data),
        ...(data.tellFirst === undefined ? {} : { first: data.tellFirst }),
      };
    }
    case 'Renotified': {
      const { handoffId: of, step } = event.data;
      return waiting(of, `step ${step}`, before.handoff?.teamId ?? null, {
        reasonCode: before.handoff?.reasonCode ?? null,
      });
    }
    case 'FallbackTeamSet': {
      const { handoffId: of, step, teamId } = event.data;
      return waiting(of, `step ${step}`, teamId, { reasonCode: before.handoff?.reasonCode ?? null });
    }
    case 'Released':
      return waiting(handoffId, `again ${eventId}`, queueOf(event.data.to), event.data);
    case 'Transferred':
    case 'Assigned': {
      const { to, decidedBy } = event.data;
      if (to.kind !== 'member') return waiting(handoffId, `again ${eventId}`, queueOf(to), event.data);
      // Who gave it to themselves knows.
      if (decidedBy.id === to.id) return null;
      return one('assigned', to.id, eventId, handoffId, { by: decidedBy.id, reasonCode: event.data.reasonCode });
    }
    case 'Assumed': {
      const { from, to, decidedBy } = event.data;
      if (from.kind !== 'member' || from.id === to.id) return null;
      return one('taken_over', from.id, eventId, handoffId, { by: decidedBy.id });
    }
    case 'CustomerMessageReceived': {
      if (before.status !== 'human' || assignee === undefined) return null;
      const kind = event.data.detection.explicitRequest ? 'customer_asked' : 'message';
      return one(kind, assignee, eventId, handoffId, {});
    }
    case 'ExternalReplyObserved':
      return assignee === undefined
        ? null
        : one('outside_reply', assignee, eventId, handoffId, { by: event.data.memberId });
    default:
      return null;
  }
}

/**
 * The members of an audience, in the order in which they are told. Of a whole workspace everybody, also who is away; of a team that is
 * gone, everybody too, since somebody must come.
 */
export function membersOf(audience: Audience, workspace: Workspace, first?: string): readonly string[] {
  const here = (id: string) => workspace.members[id]?.removed === false;
  const all = Object.keys(workspace.members).filter(here);
  if (audience.of === 'member') return [audience.memberId].filter(here);
  const team = audience.of === 'team' ? workspace.teams[audience.teamId] : undefined;
  const ofTeam = team === undefined || team.removed ? [] : team.memberIds.filter(here);
  const told = ofTeam.length === 0 ? all : ofTeam;
  return first === undefined || !here(first) ? told : [first, ...told.filter((id) => id !== first)];
}

function waiting(
  handoffId: string | null,
  step: string,
  teamId: string | null,
  { reasonCode }: { readonly reasonCode: string | null },
): Alert {
  const audience: Audience = teamId === null ? { of: 'everybody' } : { of: 'team', teamId };
  return { kind: 'waiting', audience, handoffId, step, about: { reasonCode, teamId } };
}

function one(
  kind: NotificationKind,
  memberId: string,
  eventId: string,
  handoffId: string | null,
  about: Alert['about'],
): Alert {
  return { kind, audience: { of: 'member', memberId }, handoffId, step: eventId, about };
}

function queueOf(to: Party): string | null {
  return to.kind === 'queue' ? to.id : null;
}

function isTaken({ trigger, decidedBy }: Pick<Control, 'trigger' | 'decidedBy'>): boolean {
  return trigger === 'member_takeover' || (trigger === 'outside_reply' && decidedBy.kind === 'member');
}

function notifiesAtOnce(workspace: Workspace, policyVersion: number): boolean {
  return waitPolicy(workspace, policyVersion).steps.some((step) => step.kind === 'notify' && step.afterSeconds === 0);
}
