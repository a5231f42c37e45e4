import { ApiProperty } from '@nestjs/swagger';
import { currentWaitPolicy, type Workspace } from '#domain';

const map = { type: 'object', additionalProperties: true } as const;

/** The settings of a workspace as they are now. */
export class WorkspaceAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly workspaceId!: string;

  @ApiProperty({ example: 'Example Ltd' })
  readonly name!: string;

  @ApiProperty({ ...map, description: 'By member id: name, role, removed.' })
  readonly members!: Workspace['members'];

  @ApiProperty({ ...map, description: 'By team id: name, memberIds, removed.' })
  readonly teams!: Workspace['teams'];

  @ApiProperty({ ...map, description: 'Agent id by channel; `*` is every other channel.' })
  readonly defaultAgents!: Workspace['defaultAgents'];

  @ApiProperty({ ...map, description: 'By name: environment, enabled. A channel not listed is live and on.' })
  readonly channels!: Workspace['channels'];

  @ApiProperty({ ...map, description: 'The policy that new handoffs begin with, and its version.' })
  readonly waitPolicy!: ReturnType<typeof currentWaitPolicy>;

  @ApiProperty({ ...map, nullable: true, description: 'null: always open.' })
  readonly businessHours!: Workspace['hours'];

  @ApiProperty({ ...map, description: 'toPeople and toAi, the built-in ones included.' })
  readonly reasonCodes!: Workspace['reasonCodes'];

  @ApiProperty({ example: 5 })
  readonly loopLimit!: number;

  @ApiProperty(map)
  readonly transferPolicy!: Workspace['transferPolicy'];

  @ApiProperty({
    ...map,
    description: 'By setting: how often it was changed (`expectedVersion`), by whom and when last.',
  })
  readonly changes!: Workspace['changes'];
}

export function workspaceAnswer(workspace: Workspace): WorkspaceAnswer {
  const { workspaceId, name, members, teams, defaultAgents, channels, reasonCodes, loopLimit } = workspace;
  return {
    workspaceId,
    name,
    members,
    teams,
    defaultAgents,
    channels,
    waitPolicy: currentWaitPolicy(workspace),
    businessHours: workspace.hours,
    reasonCodes,
    loopLimit,
    transferPolicy: workspace.transferPolicy,
    changes: workspace.changes,
  };
}
