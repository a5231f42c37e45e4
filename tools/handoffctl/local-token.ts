import { issueToken, parseIssuerKey, type Principal, type PrincipalRole } from '#access';
import type { Running } from '../../apps/standalone/src/running-file.js';
import { Failure } from './failure.js';
import { isUuid } from './uuid.js';

/** Whom a token is for. */
export interface Whom {
  readonly role: PrincipalRole;
  readonly workspace?: string;
  readonly member?: string;
  readonly agent?: string;
  readonly days: number;
}

interface Issuer {
  readonly tokenKey: string;
  readonly tokenIssuer: string;
  readonly tokenAudience: string;
}

/** A token of the local issuer. @throws Failure when it is not said, or cannot be, whom it is for */
export async function issueFor(whom: Whom, issuer: Issuer, sample: Running['sample']): Promise<string> {
  const { days } = whom;
  if (!(days > 0 && days <= 3_650)) throw new Failure('--days takes a number of days, up to 3650.');
  const { tokenKey, tokenIssuer, tokenAudience } = issuer;
  const settings = { key: await parseIssuerKey(tokenKey), issuer: tokenIssuer, audience: tokenAudience };
  return issueToken(settings, principalFor(whom, sample), Math.round(days * 24 * 60 * 60));
}

/** @throws Failure */
export function principalFor(whom: Omit<Whom, 'days'>, sample: Running['sample']): Principal {
  const { role, workspace, member, agent } = whom;
  const workspaceId = workspace?.toLowerCase() ?? sample?.workspaceId;
  if (workspaceId === undefined)
    throw new Failure('Say which workspace with --workspace: no installation with a sample workspace runs here.');
  if (!isUuid(workspaceId)) throw new Failure(`--workspace takes the id of a workspace, a UUID, not "${workspace}".`);
  const people = workspaceId === sample?.workspaceId ? sample.people : [];
  const one = people.find((person) =>
    member === undefined ? person.role === role : person.id === member || person.who === member,
  );
  if (role === 'agent_runtime') {
    const agentId = agent?.toLowerCase() ?? one?.id;
    if (agentId === undefined) throw new Failure('Say for which agent the runtime speaks with --agent.');
    return { workspaceId, kind: role, role, id: `runtime-${agentId}`, agentId };
  }
  if (agent !== undefined) throw new Failure('--agent goes with --role agent_runtime only.');
  if (role === 'integration') return { workspaceId, kind: role, role, id: member ?? one?.id ?? 'handoffctl' };
  const id = one?.id ?? member;
  if (id === undefined) throw new Failure(`Say which ${role} with --member.`);
  return { workspaceId, kind: 'member', role, id };
}
