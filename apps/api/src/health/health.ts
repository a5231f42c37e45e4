import { ApiProperty } from '@nestjs/swagger';
import type { DataSource } from 'typeorm';
import type { Platform } from '#commands';
import { streamPrefixes } from '#event-store';
import { assertSchema, findOutdated, SchemaMismatch, type ViewPositions } from '#read-models';

/** Whether the process can serve, and if not, why. */
export class Health {
  @ApiProperty({ enum: ['ready', 'not_ready'] })
  readonly status!: 'ready' | 'not_ready';

  @ApiProperty({ type: [String], example: ['The event store does not answer.'] })
  readonly reasons!: readonly string[];

  @ApiProperty({ example: '10482', description: 'How far the views are in the log.' })
  readonly position!: string;

  @ApiProperty({
    type: [String],
    example: ['the view queue was folded by its version 1, this program has 2: run "handoffctl views rebuild queue"'],
    description:
      'Views that stand still until they are rebuilt. All others go on, so the process is ready none the less.',
  })
  readonly outdated!: readonly string[];
}

/** How long one check may take, in milliseconds. */
const checkMs = 3_000;

/** Asks everything that the API needs. */
export class Readiness {
  private asking: Promise<Health> | undefined;

  constructor(
    private readonly platform: Pick<Platform, 'store' | 'settings'>,
    private readonly views: DataSource,
    private readonly positions: ViewPositions,
  ) {}

  /** Who asks while somebody else does hears the same: nobody needs a token for it, and no pace holds anybody back. */
  ask(): Promise<Health> {
    this.asking ??= this.look().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async look(): Promise<Health> {
    const reasons = (await Promise.all([this.log(), this.schema(), this.settings()])).filter((one) => one !== null);
    const position = String(this.positions.current);
    return { status: reasons.length === 0 ? 'ready' : 'not_ready', reasons, position, outdated: await this.outdated() };
  }

  /** Whether the database answers at all is for `schema` to say. */
  private async outdated(): Promise<string[]> {
    const found = await inTime(findOutdated((sql, values) => this.views.query(sql, values))).catch(() => []);
    return found.map(({ message }) => message);
  }

  private async log(): Promise<string | null> {
    try {
      const head = await inTime(this.platform.store.head(streamPrefixes));
      if (head === undefined || (await this.positions.waitFor(head, checkMs))) return null;
      return `The views are at ${this.positions.current}, the log at ${head}.`;
    } catch {
      return 'The event store does not answer.';
    }
  }

  private async schema(): Promise<string | null> {
    try {
      await inTime(assertSchema(this.views));
      return null;
    } catch (error) {
      return error instanceof SchemaMismatch ? error.message : 'The database does not answer.';
    }
  }

  private settings(): Promise<string | null> {
    return Promise.resolve(this.platform.settings.isReady() ? null : 'Agents and workspaces are not read yet.');
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${checkMs} ms`)), checkMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
