import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '#event-store';
import type { Kafka, KafkaMessage } from 'kafkajs';
import type { Pool } from 'pg';
import type { Publisher } from '../kafka/publisher.js';
import { superviseConsumer } from '../kafka/supervised-consumer.js';
import { fromRecord, MalformedMessage, toRecord } from '../published/cloud-event.js';
import type { PublishedEvent } from '../published/published-event.js';
import { deadLetterTopic, streamPrefixOf, type EventTopic } from '../published/topics.js';
import type { Consumers, Consumption, ConsumeOptions, Handler } from './consumers.js';
import { registerGroup } from './cursors.js';
import { recordMalformed } from './dead-letters.js';
import { Effects } from './effects.js';
import { maintain } from './maintain.js';
import { missedFrom } from './missed-events.js';

export interface KafkaConsumersOptions {
  readonly kafka: Kafka;
  /** Where what could not be dealt with goes as well, for those outside. */
  readonly publisher: Publisher;
  readonly pool: Pool;
  /** For what is missing between messages; reading with `KeepSealed`. */
  readonly store: EventStore;
  readonly maxBatch?: number;
  /** Told of every fault that was survived. */
  readonly onFault?: (what: string, error: unknown) => void;
}

const maxBackoffMs = 5_000;

/** Consumers over Kafka. The group's id is its name with the prefix `handoff.`. */
export class KafkaConsumers implements Consumers {
  constructor(private readonly options: KafkaConsumersOptions) {}

  consume(group: string, topics: readonly EventTopic[], handler: Handler, options: ConsumeOptions = {}): Consumption {
    const stopping = new AbortController();
    const state = { running: false };
    const lags = new Map<string, number>();
    const done = this.run(group, topics, handler, options, stopping.signal, state, lags);
    return {
      group,
      state: () => ({
        running: state.running,
        lag: lags.size === 0 ? undefined : [...lags.values()].reduce((sum, left) => sum + left, 0),
      }),
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
    signal: AbortSignal,
    state: { running: boolean },
    lags: Map<string, number>,
  ): Promise<void> {
    const { kafka, pool, store, onFault } = this.options;
    const startsAfter = await this.surely(signal, `the group ${group}`, async () => {
      const head = options.from === 'now' ? await store.head(topics.map(streamPrefixOf)) : undefined;
      return (await registerGroup(pool, group, head ?? -1n)).startsAfter;
    });
    if (startsAfter === undefined) return;
    const effects = new Effects({
      pool,
      group,
      handler,
      missed: missedFrom(store),
      startsAfter,
      signal,
      onDeadLetter: (event, problem, attempts) => this.publishDeadLetter(group, event, problem, attempts),
    });
    const stopMaintaining = maintain(effects, pool, group, onFault);
    await superviseConsumer({
      kafka,
      groupId: `handoff.${group}`,
      topics,
      signal,
      maxMessages: this.options.maxBatch ?? 200,
      onMessages: (topic, partition, messages) => this.take(group, effects, signal, topic, partition, messages),
      onRunning: (running) => {
        state.running = running;
        lags.clear();
      },
      onLag: (topic, partition, left) => {
        if (left === undefined) lags.delete(`${topic}/${partition}`);
        else lags.set(`${topic}/${partition}`, left);
      },
      ...(onFault === undefined ? {} : { onFault }),
    });
    await stopMaintaining();
  }

  private async take(
    group: string,
    effects: Effects,
    signal: AbortSignal,
    topic: string,
    partition: number,
    messages: readonly KafkaMessage[],
  ): Promise<void> {
    const events: PublishedEvent[] = [];
    const malformed: { readonly message: KafkaMessage; readonly problem: string }[] = [];
    for (const message of messages) {
      try {
        events.push(fromRecord(topic, message));
      } catch (error) {
        if (!(error instanceof MalformedMessage)) throw error;
        malformed.push({ message, problem: error.message });
      }
    }
    for (const { message, problem } of malformed)
      await this.surely(signal, `a malformed message of ${topic}`, async () => {
        const place = `${partition}/${message.offset}`;
        await this.publishMalformed(group, topic, place, message, problem);
        await recordMalformed(this.options.pool, group, { topic, place, problem });
      });
    await this.surely(signal, `events of ${topic} for ${group}`, () => effects.apply(events));
  }

  /** Tries until it works or the signal aborts: Postgres and the log come back. */
  private async surely<Result>(
    signal: AbortSignal,
    what: string,
    work: () => Promise<Result>,
  ): Promise<Result | undefined> {
    for (let failures = 0; !signal.aborted;) {
      try {
        return await work();
      } catch (error) {
        failures += 1;
        if (!signal.aborted) this.options.onFault?.(what, error);
        await pause(Math.min(100 * 2 ** failures, maxBackoffMs), undefined, { signal }).catch(() => undefined);
      }
    }
    return undefined;
  }

  private publishDeadLetter(group: string, event: PublishedEvent, problem: string, attempts: number): Promise<void> {
    const record = toRecord(event);
    const why = { 'dead-letter-group': group, 'dead-letter-topic': event.topic, 'dead-letter-problem': problem };
    const headers = { ...record.headers, ...why, 'dead-letter-attempts': String(attempts) };
    return this.options.publisher.publish([{ ...record, topic: deadLetterTopic, headers }]);
  }

  private publishMalformed(
    group: string,
    topic: string,
    place: string,
    message: KafkaMessage,
    problem: string,
  ): Promise<void> {
    const why = { 'dead-letter-group': group, 'dead-letter-topic': topic, 'dead-letter-problem': problem };
    return this.options.publisher.publish([
      {
        topic: deadLetterTopic,
        key: message.key?.toString() ?? '',
        value: message.value?.toString() ?? '',
        headers: { ...why, 'dead-letter-place': place },
      },
    ]);
  }
}
