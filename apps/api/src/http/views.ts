import type { DataSource } from 'typeorm';
import { withWorkspace } from '#access';
import type { Cursors, Reader, ViewPositions } from '#read-models';
import type { Caller } from './caller.js';
import { Position, Text, Whole } from './fields.js';
import { HttpProblem } from './problem.js';

/** What every query may ask. */
export class Reading {
  @Position({ optional: true, about: 'Show at least everything up to this position of a receipt.' })
  readonly after?: string;
}

/** What every list may ask besides. */
export class Paging extends Reading {
  @Whole({ min: 1, max: 200, optional: true, about: '50 when left out.', example: 50 })
  readonly limit?: number;

  @Text({ max: 1_000, optional: true, about: '`next` of the page before.' })
  readonly cursor?: string;
}

/** Runs queries over the views of the caller's workspace, once the views show what the caller has seen already. */
export class Views {
  constructor(
    private readonly dataSource: DataSource,
    private readonly positions: ViewPositions,
    private readonly cursors: Cursors,
    private readonly limitMs: number,
  ) {}

  /** How far the views are, as this process knows. */
  get reached(): bigint {
    return this.positions.current;
  }

  /** What a page needs that is not read from a view. */
  reading({ workspaceId }: Pick<Caller, 'workspaceId'>): Pick<Reader, 'workspaceId' | 'cursors'> {
    return { workspaceId, cursors: this.cursors };
  }

  /** @throws HttpProblem `view_behind` when the views do not come that far in time */
  async read<T>(
    caller: Pick<Caller, 'workspaceId' | 'after'>,
    { after }: Reading,
    work: (reader: Reader) => Promise<T>,
  ): Promise<T> {
    const wanted = after ?? caller.after;
    if (wanted !== undefined && !(await this.positions.waitFor(BigInt(wanted), this.limitMs)))
      throw viewBehind(wanted, this.positions.current);
    const { workspaceId } = caller;
    return withWorkspace(this.dataSource, workspaceId, (manager) =>
      work({ manager, workspaceId, cursors: this.cursors }),
    );
  }
}

/** What was asked for cannot be shown yet. */
export function viewBehind(wanted: string, reached?: bigint): HttpProblem {
  return new HttpProblem(
    504,
    'view_behind',
    'The views have not come to this position yet; ask again, or without `after`.',
    { wanted, ...(reached === undefined ? {} : { reached: String(reached) }) },
    { 'retry-after': '1' },
  );
}
