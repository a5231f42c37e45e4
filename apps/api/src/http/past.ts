import { refuse } from '#domain';
import { streamPrefixes, type EventStore } from '#event-store';
import { conversationAsOf, parseAsOf, requireReached, type AsOf, type PastConversation } from '#read-models';
import type { Caller } from './caller.js';
import { HttpProblem } from './problem.js';

/** The past, folded from the log: what was then, seen with the rights and erasures of today. */
export class Past {
  constructor(readonly store: EventStore) {}

  /**
   * @param seen `after` of the query: the log that tells the past cannot be behind it, but it must have come there
   * @throws Rejected `as_of_invalid`, `moment_to_come`, `position_beyond_head`, `conversation_not_found` where there was none then
   */
  async conversation(
    { workspaceId, after }: Pick<Caller, 'workspaceId' | 'after'>,
    conversationId: string,
    asOf: string,
    seen = after,
  ): Promise<PastConversation> {
    if (seen !== undefined) await this.requireReached(BigInt(seen));
    const past = await conversationAsOf(this.store, workspaceId, conversationId, parseAsOf(asOf));
    if (past === undefined) throw refuse('conversation_not_found', { asOf });
    return past;
  }

  /**
   * A moment that the log has come to, and the position that views must show to speak of it: of a time that is where the log stands now,
   * since what had happened by then stands no later.
   * @param seen `after` of the query, as above
   * @throws Rejected `as_of_invalid`, `moment_to_come`, `position_beyond_head`
   */
  async moment(asOf: string, seen?: string): Promise<{ readonly asOf: AsOf; readonly position?: string }> {
    if (seen !== undefined) await this.requireReached(BigInt(seen));
    const moment = parseAsOf(asOf);
    await requireReached(this.store, moment);
    const position = 'position' in moment ? moment.position : await this.store.head(streamPrefixes);
    return { asOf: moment, ...(position === undefined ? {} : { position: String(position) }) };
  }

  /** @throws Rejected `position_beyond_head` */
  requireReached(position: bigint): Promise<void> {
    return requireReached(this.store, { position });
  }

  /**
   * Why something cannot be shown up to a position: it cannot yet, or the log itself never came there and the caller made it up.
   * @throws Rejected `position_beyond_head`
   */
  async whyBehind(wanted: string, reached?: bigint): Promise<HttpProblem> {
    await this.requireReached(BigInt(wanted));
    return new HttpProblem(
      504,
      'view_behind',
      'The views have not come to this position yet; ask again, or without `after`.',
      { wanted, ...(reached === undefined ? {} : { reached: String(reached) }) },
      { 'retry-after': '1' },
    );
  }
}
