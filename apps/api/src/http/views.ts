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

/** Who reads: a caller, or the process itself, which holds up nobody by waiting. */
type Reads = Pick<Caller, 'workspaceId' | 'after'> & Partial<Pick<Caller, 'aside'>>;

const atOnce: Caller['aside'] = (wait) => wait();

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
  async read<T>(caller: Reads, { after }: Reading, work: (reader: Reader) => Promise<T>): Promise<T> {
    const wanted = after ?? caller.after;
    if (wanted !== undefined && !(await this.come(BigInt(wanted), caller)))
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
  async readLedger<T>(caller: Reads, reading: Reading, work: (reader: Reader) => Promise<T>): Promise<T> {
    const wanted = reading.after ?? caller.after;
    if (wanted === undefined) return this.read(caller, reading, work);
    const { aside = atOnce } = caller;
    for (const until = Date.now() + this.limitMs; ; await aside(() => pause(lookMs))) {
      const found = await this.read(caller, reading, async (reader) => {
        const reached = await ledgerPosition(reader);
        return reached < BigInt(wanted) ? { reached } : { answer: await work(reader) };
      });
      if ('answer' in found) return found.answer;
      if (Date.now() >= until) throw await this.past.whyBehind(wanted, found.reached);
    }
  }

  /**
   * As `read`, of what a signed tree must hold first: one follows its entries within seconds, so whoever is early waits for it as long as
   * for a view, and holds up nobody by that.
   * @param work says `notSigned` while there is something to wait for
   * @returns undefined when it does not come in time, or never will
   */
  async readSigned<T>(
    caller: Reads,
    reading: Reading,
    work: (reader: Reader) => Promise<T | typeof notSigned | undefined>,
  ): Promise<T | undefined> {
    const { aside = atOnce } = caller;
    for (const until = Date.now() + this.limitMs; ; await aside(() => pause(lookMs))) {
      const found = await this.read(caller, reading, work);
      if (found !== notSigned) return found;
      if (Date.now() >= until) return undefined;
    }
  }

  /** Whether the views come to a position in time; who waits for them holds up nothing of their own. */
  async come(position: bigint, { aside = atOnce }: Reads): Promise<boolean> {
    return this.reached >= position || aside(() => this.positions.waitFor(position, this.limitMs));
  }
}

/** What is asked for is in the ledger, and in no signed tree yet. */
export const notSigned = Symbol('not signed yet');

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
