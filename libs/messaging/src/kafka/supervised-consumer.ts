import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { answered } from './kafka-client.js';

export interface SupervisedOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly signal: AbortSignal;
  /**
   * Deals with some messages of one partition, in their order. Their offset is committed when it resolves. It tries by itself what can
   * be tried again; what it throws ends the client, and a new one begins at the last commit.
   */
  readonly onMessages: (topic: string, partition: number, messages: readonly KafkaMessage[]) => Promise<void>;
  readonly maxMessages?: number;
  /** Without a sign of life for so long, a client is taken for stuck. */
  readonly stuckMs?: number;
  readonly onRunning?: (running: boolean) => void;
  /** How many messages of a partition are left; undefined: the partition is no longer ours. */
  readonly onLag?: (topic: string, partition: number, left: number | undefined) => void;
  /** Told of every fault that was survived. */
  readonly onFault?: (what: string, error: unknown) => void;
}

const maxBackoffMs = 5_000;
const heartbeatMs = 2_000;
/** kafkajs tells that it stopped before it tells why. */
const reasonMs = 5_000;

/**
 * What a broker answers while the coordinator of a group is only starting, by kafkajs' names for the codes 14 and 15. Kafka's protocol has
 * both as "ask again"; kafkajs ends the consumer.
 */
const coordinatorStarts = ['GROUP_LOAD_IN_PROGRESS', 'GROUP_COORDINATOR_NOT_AVAILABLE'];
/** So many times in a row (1.4 s) it is waiting; then it is a fault. */
const patience = 3;

/**
 * A member of a consumer group that lives until the signal aborts. kafkajs may crash, or fall silent for good (its issues #1566, #1616,
 * #1720); then the client is thrown away and a new one begins. Offsets are committed by us alone, after the effect.
 */
export async function superviseConsumer(options: SupervisedOptions): Promise<void> {
  const { signal, onFault } = options;
  for (let failures = 0; !signal.aborted;) {
    const began = Date.now();
    try {
      await oneClient(options);
    } catch (error) {
      if (signal.aborted) return;
      if (failures >= patience || !isStarting(error)) onFault?.(`consumer of ${options.groupId}`, error);
    }
    options.onRunning?.(false);
    failures = Date.now() - began > 60_000 ? 1 : failures + 1;
    await pause(Math.min(100 * 2 ** failures, maxBackoffMs), undefined, { signal }).catch(() => undefined);
  }
}

function isStarting(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return coordinatorStarts.includes((error as { type?: string }).type ?? '') || isStarting(error.cause);
}

/** The life of one client: resolves when the signal aborts, throws when it crashed or is stuck. */
async function oneClient(options: SupervisedOptions): Promise<void> {
  const { kafka, groupId, topics, signal } = options;
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    // A member that was killed holds its partitions until then.
    sessionTimeout: 10_000,
    heartbeatInterval: heartbeatMs,
    rebalanceTimeout: 30_000,
    maxWaitTimeInMs: 1_000,
    // The supervisor begins anew; kafkajs beginning anew by itself is what has hung.
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 2_000, restartOnFailure: () => Promise.resolve(false) },
  });
  const end = Promise.withResolvers<void>();
  // It may be rejected while nobody waits for it yet.
  end.promise.catch(() => undefined);
  const stop = () => end.resolve();
  signal.addEventListener('abort', stop, { once: true });
  const stopWatching = watch(consumer, options, (error) => end.reject(error));
  try {
    await Promise.race([end.promise, answered('joining the group', 60_000, connectAndRun(consumer, topics, options))]);
    await end.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    stopWatching();
    // A client that does not even end is left behind; the broker drops it from the group after the session time-out.
    await answered('leaving the group', 15_000, consumer.disconnect()).catch((error: unknown) =>
      options.onFault?.(`leaving ${groupId}`, error),
    );
  }
}

async function connectAndRun(consumer: Consumer, topics: readonly string[], options: SupervisedOptions): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: 4,
    eachBatch: (payload) => eachBatch(consumer, payload, options),
  });
}

async function eachBatch(consumer: Consumer, payload: EachBatchPayload, options: SupervisedOptions): Promise<void> {
  const { batch } = payload;
  const { topic, partition, messages } = batch;
  const size = options.maxMessages ?? 200;
  for (let from = 0; from < messages.length; from += size) {
    if (options.signal.aborted || !payload.isRunning() || payload.isStale()) return;
    const some = messages.slice(from, from + size);
    await beating(payload, options, () => options.onMessages(topic, partition, some));
    // Given up in the middle: nothing of it may be committed.
    if (options.signal.aborted) return;
    const last = some.at(-1)!.offset;
    payload.resolveOffset(last);
    await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(last) + 1n) }]);
    options.onLag?.(topic, partition, Number(BigInt(batch.highWatermark) - BigInt(last) - 1n));
    await payload.heartbeat();
  }
}

/** Keeps telling the broker that we are alive while work goes on, so that slow work causes no rebalance. */
async function beating(
  payload: EachBatchPayload,
  options: SupervisedOptions,
  work: () => Promise<void>,
): Promise<void> {
  const timer = setInterval(() => {
    // A heartbeat that fails makes the next fetch fail; there it is handled.
    payload.heartbeat().catch((error: unknown) => options.onFault?.(`heartbeat of ${options.groupId}`, error));
  }, heartbeatMs);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}

/** Looks for signs of life. @returns a function that ends the watch */
function watch(consumer: Consumer, options: SupervisedOptions, giveUp: (error: Error) => void): () => void {
  const { GROUP_JOIN, HEARTBEAT, FETCH, END_BATCH_PROCESS, CRASH, STOP, REBALANCING } = consumer.events;
  const stuckMs = options.stuckMs ?? 45_000;
  let alive = Date.now();
  const sign = () => (alive = Date.now());
  let stopped: NodeJS.Timeout | undefined;
  const removes = [
    ...[HEARTBEAT, FETCH, END_BATCH_PROCESS].map((event) => consumer.on(event, sign)),
    consumer.on(REBALANCING, sign),
    consumer.on(GROUP_JOIN, () => {
      sign();
      options.onRunning?.(true);
    }),
    consumer.on(CRASH, ({ payload }) => giveUp(payload.error)),
    consumer.on(STOP, () => {
      stopped ??= setTimeout(() => giveUp(new Error('the consumer stopped by itself')), reasonMs);
    }),
  ];
  const timer = setInterval(() => {
    if (Date.now() - alive > stuckMs) giveUp(new Error(`the consumer gave no sign of life for ${stuckMs} ms`));
  }, 1_000);
  return () => {
    clearInterval(timer);
    clearTimeout(stopped);
    for (const remove of removes) remove();
  };
}
