import { UnopenableField } from '#event-store';
import { OutsideFailed } from '../outside/guarded-request.js';
import type { Final } from './delivery-rows.js';

/**
 * What came of one try: it ended; it may be tried again (after at least so long, where the receiver said so); or it was not tried at all,
 * since somebody holds it for now, which counts for nothing.
 */
export type Tried =
  | Final
  | { readonly state: 'again'; readonly code: string; readonly afterMs?: number }
  | { readonly state: 'held'; readonly code: string; readonly afterMs: number };

/** What a failure of the outside means for what was sent. @throws whatever is none: our own trouble */
export function failedTry(error: unknown): Tried {
  if (!(error instanceof OutsideFailed)) throw error;
  return { state: error.passes ? 'again' : 'failed', code: error.code };
}

/** What was forged, moved or damaged in the log never opens: it is given up, so that what stands behind it goes on. @throws all else */
export function neverOpens(error: unknown): Tried {
  if (!(error instanceof UnopenableField)) throw error;
  return { state: 'failed', code: 'unreadable' };
}
