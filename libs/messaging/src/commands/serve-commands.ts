import { setTimeout as pause } from 'node:timers/promises';
import type { Kafka, KafkaMessage } from 'kafkajs';
import type { OutgoingMessage, Publisher } from '../kafka/publisher.js';
import { superviseConsumer } from '../kafka/supervised-consumer.js';
import { commandTopic } from '../published/topics.js';
import { answerCommand, type CommandParts } from './answer-command.js';

export interface CommandServerOptions extends CommandParts {
  readonly kafka: Kafka;
  readonly publisher: Publisher;
  readonly signal: AbortSignal;
  readonly onRunning?: (running: boolean) => void;
}

const maxBackoffMs = 5_000;

/**
 * Takes commands from Kafka until the signal aborts. Commands of one key are taken in their order, those of different keys at once. The
 * offset is committed when the results are out; a command that comes again gives the same answer, since it has the same id.
 */
export function serveCommands(options: CommandServerOptions): Promise<void> {
  const { kafka, signal, onFault, onRunning } = options;
  return superviseConsumer({
    kafka,
    groupId: 'handoff.commands',
    topics: [commandTopic],
    signal,
    maxMessages: 64,
    onMessages: async (topic, partition, messages) => {
      const byKey = Map.groupBy(messages, ({ key }) => key?.toString() ?? '');
      const answers = [...byKey.values()].map((ofKey) => answerInOrder(ofKey, `${topic}/${partition}`, options));
      const results = (await Promise.all(answers)).flat();
      await surely(options, () => options.publisher.publish(results));
    },
    ...(onFault === undefined ? {} : { onFault }),
    ...(onRunning === undefined ? {} : { onRunning }),
  });
}

async function answerInOrder(
  messages: readonly KafkaMessage[],
  partition: string,
  options: CommandServerOptions,
): Promise<OutgoingMessage[]> {
  const results: OutgoingMessage[] = [];
  for (const message of messages) {
    const result = await surely(options, () => answerCommand(message, `${partition}/${message.offset}`, options));
    if (result !== undefined) results.push(result);
  }
  return results;
}

/** Tries until it works or the signal aborts: the log and Kafka come back. */
async function surely<Result>(
  { signal, onFault }: CommandServerOptions,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  for (let failures = 0; !signal.aborted;) {
    try {
      return await work();
    } catch (error) {
      failures += 1;
      onFault?.('commands over Kafka', error);
      await pause(Math.min(100 * 2 ** failures, maxBackoffMs), undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
