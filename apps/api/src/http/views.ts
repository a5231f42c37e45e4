import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { withWorkspace } from '#access';
import { ledgerPosition, OutdatedView, type Cursors, type Reader, type ViewPositions } from '#read-models';
import type { Caller } from './caller.js';
import { Position, Text, Whole } from './fields.js';
import type { Past } from './past.js';
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
    private readonly past: Past,
  ) {}

  /** How far the views are, as this process knows. */
  get reached(): bigint {
    return this.positions.current;
  }

  /** What a page needs that is not read from a view. */
  reading({ workspaceId }: Pick<Caller, 'workspaceId'>): Pick<Reader, 'workspaceId' | 'cursors'> {
    return { workspaceId, cursors: this.cursors };
  }

  /** @throws HttpProblem `view_behind` when the views do not come that far in time, Rejected `position_beyond_head` when they never can */
  async read<T>(
    caller: Pick<Caller, 'workspaceId' | 'after'>,
    { after }: Reading,
    work: (reader: Reader) => Promise<T>,
  ): Promise<T> {
    const wanted = after ?? caller.after;
    if (wanted !== undefined && !(await this.positions.waitFor(BigInt(wanted), this.limitMs)))
      throw await this.past.whyBehind(wanted, this.positions.current);
    const { workspaceId } = caller;
    return withWorkspace(this.dataSource, workspaceId, (manager) => {
      const asked = () => work({ manager, workspaceId, cursors: this.cursors });
      if (wanted === undefined) return asked();
      const ask = (sql: string, values: unknown[]) => manager.query<unknown>(sql, values);
      return this.positions.asking(ask, BigInt(wanted), asked).catch((error: unknown) => {
        throw error instanceof OutdatedView ? standsStill(error, wanted) : error;
      });
    });
  }

  /**
   * As `read`, of the ledger, which follows the log beside the views.
   * @throws HttpProblem `view_behind`, Rejected `position_beyond_head`
   */
  async readLedger<T>(
    caller: Pick<Caller, 'workspaceId' | 'after'>,
    reading: Reading,
    work: (reader: Reader) => Promise<T>,
  ): Promise<T> {
    const wanted = reading.after ?? caller.after;
    if (wanted === undefined) return this.read(caller, reading, work);
    for (const until = Date.now() + this.limitMs; ; await pause(lookMs)) {
      const found = await this.read(caller, reading, async (reader) => {
        const reached = await ledgerPosition(reader);
        return reached < BigInt(wanted) ? { reached } : { answer: await work(reader) };
      });
      if ('answer' in found) return found.answer;
      if (Date.now() >= until) throw await this.past.whyBehind(wanted, found.reached);
    }
  }
}

/** How often the ledger is looked at while somebody waits for it, in milliseconds. */
const lookMs = 50;

/** The one view that was asked will not come to the position while it waits for the operator; the others may have. */
function standsStill({ view, position }: OutdatedView, wanted: string): HttpProblem {
  return new HttpProblem(
    504,
    'view_behind',
    `The view ${view} stands still until it is rebuilt; ask without \`after\` for what it showed last.`,
    { wanted, reached: String(position), view },
    { 'retry-after': '60' },
  );
}
