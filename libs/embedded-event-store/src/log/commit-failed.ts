/**
 * The storage did not take a commit. Mostly nothing of it is written; when the connection broke meanwhile, all of it may
 * be. Whoever waits should look, or send the same events again.
 */
export class CommitFailed extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
