import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '#event-store';
import type { Pool } from 'pg';
import { streamPrefixOf, topicOf, type EventTopic } from '../published/topics.js';
import { prepareBatch } from '../relay/prepare-batch.js';
import type { ParkedStream } from '../relay/relay-journal.js';
import type { Consumers, Consumption, ConsumeOptions, Handler } from './consumers.js';
import { movePosition, registerGroup } from './cursors.js';
import type { Stumble } from './dead-letters.js';
import { Effects } from './effects.js';
import { maintain } from './maintain.js';
import { missedFrom } from './missed-events.js';

export interface LogConsumersOptions {
  /** Reading with `KeepSealed`: a handler that needs a personal value opens it itself. */
  readonly store: EventStore;
  readonly pool: Pool;
  readonly maxBatch?: number;
  /** Told of every fault that was survived. */
  readonly onFault?: (what: string, error: unknown) => void;
}

const maxBackoffMs = 5_000;

/** Consumers straight from the log, for an installation without a broker. Same events, same order, same marks. */
export class LogConsumers implements Consumers {
  constructor(private readonly options: LogConsumersOptions) {}

  consume(group: string, topics: readonly EventTopic[], handler: Handler, options: ConsumeOptions = {}): Consumption {
    const stopping = new AbortController();
    const state = { running: false };
    const done = this.run(group, topics, handler, options, state, stopping.signal);
    return {
      group,
      state: () => ({ running: state.running, lag: undefined }),
      stop: () => {
        stopping.abort();
        return done;
      },
    };
  }

  private async run(
    group: string,
    topics: readonly EventTopic[],
    handler: Handler,
    options: ConsumeOptions,
    state: { running: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.follow(group, topics, handler, options, signal, () => {
          state.running = true;
          failures = 0;
        });
      } catch (error) {
        if (signal.aborted) break;
        this.options.onFault?.(`consumer ${group}`, error);
      }
      state.running = false;
      failures += 1;
      await pause(Math.min(50 * 2 ** failures, maxBackoffMs), undefined, { signal }).catch(() => undefined);
    }
    state.running = false;
  }

  private async follow(
    group: string,
    topics: readonly EventTopic[],
    handler: Handler,
    options: ConsumeOptions,
    signal: AbortSignal,
    onRunning: () => void,
  ): Promise<void> {
    const { store, pool, onFault } = this.options;
    const streamPrefixes = topics.map(streamPrefixOf);
    const startsAfter = options.from === 'now' ? ((await store.head(streamPrefixes)) ?? -1n) : -1n;
    const registered = await registerGroup(pool, group, startsAfter);
    const missed = missedFrom(store);
    const effects = new Effects({ pool, group, handler, missed, startsAfter: registered.startsAfter, signal });
    const stopMaintaining = maintain(effects, pool, group, onFault);
    try {
      await store.follow({
        after: registered.position < 0n ? undefined : registered.position,
        streamPrefixes,
        maxBatch: this.options.maxBatch ?? 200,
        signal,
        onCaughtUp: onRunning,
        onBatch: async ({ entries, position }) => {
          const { events, parked } = prepareBatch(entries, new Set());
          await effects.apply(events);
          await effects.park(parked.map(stumbleOf));
          await movePosition(pool, group, position);
          onRunning();
        },
      });
    } finally {
      await stopMaintaining();
    }
  }
}

/** Over Kafka the relay would hold such a stream back; here the group itself stops at it. */
function stumbleOf({ stream, revision, eventType, problem }: ParkedStream): Stumble {
  const topic = topicOf(stream)!;
  return { workspaceId: null, topic, stream, revision, eventId: null, type: eventType, problem, attempts: 1 };
}
