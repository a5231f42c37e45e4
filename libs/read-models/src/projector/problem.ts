import { DatabaseError } from 'pg';

/**
 * SQLSTATE classes that speak of the data: data exception, integrity violation, a limit passed (a value too long for an index).
 * Everything else Postgres may say is about itself (no disk, shutting down, deadlock) and must be tried again, not parked.
 */
const aboutTheData = ['22', '23', '54'];

/** Whether an error is the fault of an event, so that trying again would end the same way. */
export function isPoison(error: unknown): boolean {
  if (error instanceof DatabaseError) return aboutTheData.includes(error.code?.slice(0, 2) ?? '');
  return error instanceof Error;
}

/**
 * What an operator reads of a problem: its kind and its place in our code. Never the message, which may repeat a value of the event,
 * and that may be personal.
 */
export function describe(error: unknown): string {
  if (error instanceof DatabaseError)
    return `Postgres ${error.code ?? 'error'}${error.table === undefined ? '' : ` on ${error.table}`}${
      error.column === undefined ? '' : `.${error.column}`
    }`;
  if (!(error instanceof Error)) return 'an unknown error';
  const place = /\n {4}at (?:.*[/\\(])?((?:libs|apps)[/\\][^)\n]*|[^\s/\\()]+:\d+:\d+)/.exec(error.stack ?? '')?.[1];
  return `${error.name}${place === undefined ? '' : ` at ${place}`}`;
}
