import { DatabaseError } from 'pg';
import { LeftBehind } from '../transaction.js';

/** A handler did not manage an event; the connection to Postgres is sound. */
export class HandlerFailed extends Error {
  override readonly name = 'HandlerFailed';

  constructor(override readonly cause: unknown) {
    super('the handler failed');
  }
}

/** An event that cannot be dealt with however often it is tried: of a newer version, or gone from the log. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}

/**
 * SQLSTATE classes that speak of the data: data exception, integrity violation, a limit passed. Everything else Postgres may say is
 * about itself (no disk, shutting down, deadlock): it passes, and is no fault of an event.
 */
const aboutTheData = ['22', '23', '54'];

/** Whether a failure is an event's own, so that its stream is parked after some tries; anything else is tried for ever. */
export function isPoison(error: unknown): boolean {
  if (error instanceof Unusable || error instanceof LeftBehind) return true;
  if (!(error instanceof HandlerFailed)) return false;
  const { cause } = error;
  if (cause instanceof DatabaseError) return aboutTheData.includes(cause.code?.slice(0, 2) ?? '');
  return true;
}

/**
 * What an operator reads of a problem: its kind and its place in our code. Never the message, which may repeat a value of the event,
 * and that may be personal.
 */
export function describeProblem(error: unknown): string {
  if (error instanceof Unusable || error instanceof LeftBehind) return error.message;
  const cause = error instanceof HandlerFailed ? error.cause : error;
  if (cause instanceof DatabaseError)
    return `Postgres ${cause.code ?? 'error'}${cause.table === undefined ? '' : ` on ${cause.table}`}`;
  if (!(cause instanceof Error)) return 'an unknown error';
  const place = /\n {4}at (?:.*[/\\(])?((?:libs|apps|test)[/\\][^)\n]*)/.exec(cause.stack ?? '')?.[1];
  return `${cause.name}${place === undefined ? '' : ` at ${place}`}`;
}
