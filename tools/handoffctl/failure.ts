import { CommanderError } from 'commander';
import { ConfigurationError } from '#configuration';
import { EventStoreUnavailable } from '#event-store';
import { WrongMasterKey } from '#personal-data';
import { OutdatedView, RebuildRunning, SchemaMismatch } from '#read-models';
import { CannotStart } from '../../apps/standalone/src/options.js';
import { ApiUnreachable } from '../api-client.js';
import { NotVerified } from './not-verified.js';
import { UnusableConfiguration } from '../triggers/triggers-test.js';

/** A command that could not be done; the message is one sentence for the operator. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Errors whose message is a sentence for people already. */
const spoken = [
  Failure,
  ConfigurationError,
  SchemaMismatch,
  OutdatedView,
  RebuildRunning,
  WrongMasterKey,
  CannotStart,
  ApiUnreachable,
  UnusableConfiguration,
] as const;

function withoutStop(message: string): string {
  return message.replace(/\.$/, '');
}

/** What is said of an error, and the exit code it ends with. */
export function outcomeOf(error: unknown): { readonly code: number; readonly sentence?: string } {
  if (error instanceof NotVerified) return { code: error.exitCode };
  // Commander has said it; it ends with 0 where help was asked for.
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2 };
  if (spoken.some((kind) => error instanceof kind)) return { code: 1, sentence: (error as Error).message };
  if (error instanceof EventStoreUnavailable) return { code: 1, sentence: 'The event store does not answer.' };
  const { code, severity, name, message, stack } = error as Error & { code?: unknown; severity?: unknown };
  if (/^KafkaJSProtocol/.test(name)) return { code: 1, sentence: `Kafka refuses: ${withoutStop(message)}.` };
  if (/^Kafka/.test(name)) return { code: 1, sentence: `Kafka does not answer (${withoutStop(message)}).` };
  if (typeof severity === 'string') return { code: 1, sentence: `PostgreSQL refuses: ${message}.` };
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code) && /connect|getaddrinfo|^$/.test(message))
    return { code: 1, sentence: `PostgreSQL does not answer (${code}).` };
  return { code: 1, sentence: stack ?? String(error) };
}
