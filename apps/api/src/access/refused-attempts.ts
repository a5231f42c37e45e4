import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RecordAccessRefused, Settings } from '#commands';
import type { AboutKey } from '#access';
import type { AccessRefusal, Actor } from '#domain';
import type { KeyRefusal } from './identities.js';

/** Somebody who was not let in, and who named a workspace by a token or a key of it. */
export interface Attempt {
  readonly workspaceId: string;
  readonly reason: AccessRefusal;
  /** What was asked for; empty where nobody got as far as to ask. */
  readonly what: string;
  readonly actor: Actor;
  /** Of a member. */
  readonly name: string | null;
  readonly keyId?: string;
}

/** For this long attempts of one kind are counted into one entry, in milliseconds. */
const windowMs = 10 * 60_000;
/** Kinds of attempts that a workspace is told apart in that time; the others are told together. */
const maxKinds = 20;

const unknown: Actor = { kind: 'system', id: 'access' };

interface Counted {
  readonly attempt: Attempt;
  count: number;
  since: string;
  /** Whether its first one was told already. */
  told: boolean;
}

/**
 * Refused attempts as entries of the workspace's audit log: the first of a kind at once, those after it together when its time is over.
 * However often somebody tries, in whatever ways, a process adds some dozens of entries an hour.
 */
@Injectable()
export class RefusedAttempts implements OnApplicationShutdown {
  private readonly logger = new Logger('Access');
  private readonly windows = new Map<string, Map<string, Counted>>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly writing = new Set<Promise<void>>();

  constructor(
    private readonly bus: CommandBus,
    private readonly settings: Settings,
  ) {}

  /** Nobody waits for it: the answer to the caller is the same, recorded or not. */
  note(attempt: Attempt): void {
    const { workspaceId } = attempt;
    // Only what is known to be a workspace has an audit log.
    if (this.settings.workspace(workspaceId) === undefined) return;
    const kinds = this.windows.get(workspaceId) ?? this.open(workspaceId);
    const counted = countedIn(kinds, attempt);
    counted.count += 1;
    if (counted.told) return;
    counted.told = true;
    this.tell(counted);
  }

  /** A key that opens nothing was shown. Who shows a wrong one is not known to be who holds the right one. */
  noteKey(reason: KeyRefusal, { workspaceId, keyId }: AboutKey): void {
    const actor = reason === 'wrong_key' ? unknown : ({ kind: 'integration', id: keyId } as const);
    this.note({ workspaceId, reason, what: '', actor, name: null, keyId });
  }

  async onApplicationShutdown(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    for (const workspaceId of [...this.windows.keys()]) this.close(workspaceId);
    await Promise.all(this.writing);
  }

  private open(workspaceId: string): Map<string, Counted> {
    const kinds = new Map<string, Counted>();
    this.windows.set(workspaceId, kinds);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.close(workspaceId);
    }, windowMs).unref();
    this.timers.add(timer);
    return kinds;
  }

  private close(workspaceId: string): void {
    const kinds = this.windows.get(workspaceId);
    this.windows.delete(workspaceId);
    for (const counted of kinds?.values() ?? []) if (counted.count > 0) this.tell(counted);
  }

  private tell(counted: Counted): void {
    const { attempt, count, since } = counted;
    counted.count = 0;
    counted.since = new Date().toISOString();
    const written = this.write(attempt, count, since).catch((error: unknown) => {
      // Told with those that follow, or at the end of the time.
      counted.count += count;
      counted.since = since;
      this.logger.warn(
        `a refused attempt was not recorded yet: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    this.writing.add(written);
    void written.finally(() => this.writing.delete(written));
  }

  private async write(attempt: Attempt, count: number, since: string): Promise<void> {
    const { workspaceId, reason, what, actor, name, keyId } = attempt;
    const refused = { reason, what, count, since, byName: name, ...(keyId === undefined ? {} : { keyId }) };
    const commandId = randomUUID();
    const issue = { commandId, workspaceId, actor, correlationId: commandId };
    await this.bus.execute(new RecordAccessRefused(workspaceId, refused, issue));
  }
}

/** Where an attempt is counted: with its like, or with all that came after too many kinds of them. */
function countedIn(kinds: Map<string, Counted>, attempt: Attempt): Counted {
  const { reason, what, actor, keyId = '' } = attempt;
  const own = JSON.stringify([reason, what, actor.kind, actor.id, keyId]);
  const found = kinds.get(own);
  if (found !== undefined) return found;
  const many = kinds.size >= maxKinds;
  const key = many ? reason : own;
  const counted = kinds.get(key) ?? {
    attempt: many ? { workspaceId: attempt.workspaceId, reason, what: '', actor: unknown, name: null } : attempt,
    count: 0,
    since: new Date().toISOString(),
    told: false,
  };
  kinds.set(key, counted);
  return counted;
}
