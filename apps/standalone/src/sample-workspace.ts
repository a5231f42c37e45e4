import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandBus, ICommand } from '@nestjs/cqrs';
import { issueToken, type IssuerSettings, type Principal } from '#access';
import { AddMember, CreateWorkspace, PublishAgent, RegisterAgent, sampleIds, SetDefaultAgent } from '#commands';
import { agentSettings } from '#domain';
import type { DataFolder } from './data-folder.js';

/** How long a sample token is good for; each start issues new ones. */
const tokenLifeSeconds = 30 * 24 * 60 * 60;

export interface SampleToken {
  /** Whom it speaks for, as a person would say it. */
  readonly who: string;
  readonly role: Principal['role'];
  readonly id: string;
  readonly token: string;
}

export interface SampleWorkspace {
  readonly workspaceId: string;
  readonly agents: { readonly frontLine: string; readonly billing: string };
  readonly tokens: readonly SampleToken[];
}

const members = [
  { key: 'supervisor', name: 'Sofia Rossi', role: 'supervisor' },
  { key: 'operator-1', name: 'Ada Martin', role: 'operator' },
  { key: 'operator-2', name: 'Ben Okafor', role: 'operator' },
  { key: 'auditor', name: 'Paul Novak', role: 'auditor' },
] as const;

const owner = { key: 'owner', name: 'Olga Berg', role: 'owner' } as const;

const agents = [
  {
    key: 'front-line',
    settings: agentSettings({
      name: 'Front line',
      instructions: 'Answer simple questions. Hand over whatever you cannot settle.',
      triggers: { keywords: ['complaint', 'lawyer'], sentiment: null, failedResponses: { count: 3 } },
    }),
  },
  {
    key: 'billing',
    settings: agentSettings({
      name: 'Billing specialist',
      instructions: 'Answer questions about invoices and refunds.',
    }),
  },
];

/**
 * Makes the sample workspace, or finds it again, and issues tokens for everybody in it. Every command has an id of its own, so that a
 * start that was interrupted is completed by the next.
 */
export async function sampleWorkspace(
  folder: DataFolder,
  commands: CommandBus,
  issuer: IssuerSettings,
): Promise<SampleWorkspace> {
  const workspaceId = await sampleId(folder);
  const idOf = sampleIds(workspaceId);
  const by = { member: { id: idOf(owner.key), name: owner.name, role: owner.role } };
  const issue = (name: string) => ({
    commandId: idOf(`command:${name}`),
    workspaceId,
    actor: { kind: 'member' as const, id: by.member.id },
    correlationId: idOf('sample'),
  });
  const run = (command: ICommand) => commands.execute(command);

  const workspace = { workspaceId, name: 'Sample workspace', owner: by.member };
  await run(new CreateWorkspace(workspaceId, workspace, issue('workspace')));
  for (const { key, name, role } of members)
    await run(new AddMember(workspaceId, { ...by, memberId: idOf(key), name, role }, issue(key)));
  for (const { key, settings } of agents) {
    const agentId = idOf(key);
    await run(new RegisterAgent(agentId, { ...by, name: settings.name, settings }, issue(key)));
    await run(new PublishAgent(agentId, { ...by, version: 1 }, issue(`publish ${key}`)));
  }
  await run(
    new SetDefaultAgent(workspaceId, { ...by, channel: null, agentId: idOf('front-line') }, issue('default agent')),
  );
  return {
    workspaceId,
    agents: { frontLine: idOf('front-line'), billing: idOf('billing') },
    tokens: await tokensFor(workspaceId, idOf, issuer),
  };
}

async function tokensFor(
  workspaceId: string,
  idOf: (key: string) => string,
  issuer: IssuerSettings,
): Promise<SampleToken[]> {
  const principals: { readonly who: string; readonly principal: Principal }[] = [
    ...[owner, ...members].map(({ key, name, role }) => ({
      who: name,
      principal: { workspaceId, kind: 'member' as const, id: idOf(key), role },
    })),
    ...agents.map(({ key, settings }) => ({
      who: `runtime of ${settings.name}`,
      principal: {
        workspaceId,
        kind: 'agent_runtime' as const,
        id: idOf(`runtime ${key}`),
        role: 'agent_runtime' as const,
        agentId: idOf(key),
      },
    })),
    {
      who: 'web channel',
      principal: { workspaceId, kind: 'integration', id: idOf('web channel'), role: 'integration' },
    },
  ];
  return Promise.all(
    principals.map(async ({ who, principal }) => ({
      who,
      role: principal.role,
      id: principal.agentId ?? principal.id,
      token: await issueToken(issuer, principal, tokenLifeSeconds),
    })),
  );
}

/** Random, so that no two installations share a workspace; kept, so that the next start finds it. */
async function sampleId(folder: DataFolder): Promise<string> {
  const file = path.join(folder.root, 'sample-workspace');
  try {
    await writeFile(file, `${randomUUID()}\n`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}
