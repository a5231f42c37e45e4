import { Metadata, status, type StatusObject } from '@grpc/grpc-js';
import { CommitFailed } from '../log/commit-failed.js';
import { StorageUnavailable } from '../log/storage.js';
import { CallError } from '../wire/call-error.js';

/** What a call ends with when its node stops; the client takes it as a reason to connect anew. */
export function nodeStopping(): CallError {
  return new CallError(status.UNAVAILABLE, 'The node is stopping.');
}

/** The status that tells the client of an error. What is not meant for it is reported here and becomes UNKNOWN. */
export function statusOf(error: unknown, report: (line: string) => void): StatusObject {
  if (error instanceof CallError) return { code: error.code, details: error.details, metadata: error.metadata };
  // The client takes ABORTED for a write that timed out: the outcome is open.
  if (error instanceof CommitFailed) return { code: status.ABORTED, details: error.message, metadata: new Metadata() };
  if (error instanceof StorageUnavailable) {
    report(error.message);
    return { code: status.UNAVAILABLE, details: error.message, metadata: new Metadata() };
  }
  const message = error instanceof Error ? error.message : String(error);
  report(`a call failed: ${error instanceof Error ? (error.stack ?? message) : message}`);
  return { code: status.UNKNOWN, details: message, metadata: new Metadata() };
}
