import { Shutdown } from './shutdown.js';

/** A process as its `main.ts` gives it. */
export interface ProcessParts {
  /** Starts it, and adds what was started to its end. */
  readonly start: (shutdown: Shutdown) => Promise<void>;
  /** Errors whose message is a sentence for the operator; all others are told with their stack. */
  readonly spoken: readonly (abstract new (...given: never[]) => Error)[];
  readonly say: (line: string) => void;
  /** Where it is said why it does not start; the error output when left out. */
  readonly complain?: (what: unknown) => void;
  readonly end?: (code: number) => void;
}

/** Runs a process until a signal ends it, in order. One that cannot start says why, and ends with 1. */
export async function runProcess({
  start,
  spoken,
  say,
  // eslint-disable-next-line no-console -- nobody has read yet how it is to log
  complain = console.error,
  end = (code) => process.exit(code),
}: ProcessParts): Promise<void> {
  const shutdown = new Shutdown(say, end).onSignals();
  try {
    await start(shutdown);
  } catch (error) {
    // Who asked it to stop while it started need not hear that it did not.
    if (shutdown.begun) return;
    complain(spoken.some((kind) => error instanceof kind) ? (error as Error).message : error);
    await shutdown.now(1);
  }
}
