import { ApiProperty } from '@nestjs/swagger';
import type { Agent, AgentSettings } from '#domain';
import { AgentSettingsChange } from './agent-bodies.js';

/** An AI agent: what is applied, and what answers. */
export class AgentAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly agentId!: string;

  @ApiProperty({ example: 'Front line' })
  readonly name!: string;

  @ApiProperty({ example: 2, description: 'The version applied last.' })
  readonly version!: number;

  @ApiProperty({ type: Number, nullable: true, example: 1, description: 'The version that answers; null: none.' })
  readonly published!: number | null;

  @ApiProperty({ example: true, description: 'Has a published version and is not archived.' })
  readonly active!: boolean;

  @ApiProperty()
  readonly archived!: boolean;

  @ApiProperty({ type: AgentSettingsChange, description: 'Of the version applied last.' })
  readonly settings!: AgentSettings | null;
}

export class AgentsAnswer {
  @ApiProperty({ type: [AgentAnswer] })
  readonly items!: readonly AgentAnswer[];
}

export class VersionAnswer {
  @ApiProperty({ example: 1 })
  readonly version!: number;

  @ApiProperty({ type: AgentSettingsChange })
  readonly settings!: AgentSettings;
}

export class VersionsAnswer {
  @ApiProperty({ type: [VersionAnswer] })
  readonly items!: readonly VersionAnswer[];
}

export function agentAnswer({ agentId, name, versions, published, archived }: Agent): AgentAnswer {
  return {
    agentId,
    name,
    version: versions.length,
    published,
    active: published !== null && !archived,
    archived,
    settings: versions.at(-1) ?? null,
  };
}
