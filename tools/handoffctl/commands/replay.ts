import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import type { EventStore } from '#event-store';
import { UnfitTopic, ensureTopics, lastPosition, replay, type ReplayProgress } from '#messaging';
import { counted } from '../../narration/words.js';
import { Failure, outcomeOf } from '../failure.js';
import { withDataOption, type DataOption } from '../installation.js';
import { withKafka, type KafkaMachinery } from '../kafka-machinery.js';
import { momentOf, type NamedMoment } from '../moment.js';
import { isUuid } from '../uuid.js';

interface ReplayCommandOptions extends DataOption {
  readonly topic: string;
  readonly from?: string;
  readonly to?: string;
  readonly conversation?: string;
}

export function registerReplay(program: Command): void {
  withDataOption(program.command('replay'))
    .description('publish history again, to a topic of your choosing, marked as a replay')
    .requiredOption('--topic <name>', 'where to; it is made where it is missing')
    .option('--from <moment>', 'begin after this position, or at this time (default: at the beginning of the log)')
    .option('--to <moment>', 'up to this position or time, with it (default: all that is in the log now)')
    .option('--conversation <id>', 'this conversation only')
    .addHelpText(
      'after',
      `
  Ids, revisions and positions are the original ones, and every message has the header "replay", so that a reader who
  knows an event drops it. Personal fields stay sealed. A position is that of an event, as in the messages' headers.
  Interrupted, it says after which position to go on.`,
    )
    .action(async (options: ReplayCommandOptions) => {
      const asked = checked(options);
      const { published, leftOut } = await withKafka(options, (machinery) => publishAgain(asked, machinery));
      const left = leftOut === 0 ? '' : `; ${counted(leftOut, 'event')} left out that this program does not publish`;
      console.log(`${counted(published, 'event')} published to ${asked.topic}${left}.`);
    });
}

interface Asked {
  readonly topic: string;
  readonly from: NamedMoment | undefined;
  readonly to: NamedMoment | undefined;
  readonly conversation: string | undefined;
}

/** Everything that can be said without asking anybody. @throws Failure */
function checked({ topic, from, to, conversation }: ReplayCommandOptions): Asked {
  if (!/^[a-zA-Z0-9._-]{1,249}$/.test(topic) || /^\.{1,2}$/.test(topic))
    throw new Failure(`--topic takes the name of a topic (letters, digits, ".", "_", "-"), not "${topic}".`);
  if (conversation !== undefined && !isUuid(conversation))
    throw new Failure(`--conversation takes the id of a conversation, which is a UUID, not "${conversation}".`);
  const range = {
    from: from === undefined ? undefined : momentOf('--from', from),
    to: to === undefined ? undefined : momentOf('--to', to),
  };
  return { topic, ...range, conversation: conversation?.toLowerCase() };
}

async function publishAgain(
  { topic, from, to, conversation }: Asked,
  { store, kafka, publisher, configuration }: KafkaMachinery,
): Promise<ReplayProgress> {
  const interrupted = new AbortController();
  const stop = () => interrupted.abort();
  process.once('SIGINT', stop);
  const { signal } = interrupted;
  const bar = new SingleBar(
    {
      format: `replay {bar} {percentage} %  {events} events, {duration_formatted}`,
      stream: process.stderr,
      noTTYOutput: false,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  let latest: ReplayProgress | undefined;
  try {
    const after = await begin(store, from, signal);
    const end =
      to && ('position' in to ? to.position : ((await lastPosition(store, { upTo: to.time }, signal)) ?? -1n));
    if (end !== undefined && end < (after ?? -1n))
      throw new Failure('--to is before --from: there is nothing between.');
    await ensureTopics(kafka, {
      partitions: configuration.kafkaPartitions,
      replication: configuration.kafkaReplication,
      topics: [topic],
    });
    bar.start(1, 0, { events: 0 });
    return await replay({
      ...{ store, publisher, topic, signal },
      ...(after === undefined ? {} : { after }),
      ...(end === undefined ? {} : { to: end }),
      ...(conversation === undefined ? {} : { conversation }),
      onProgress: (progress) => {
        latest = progress;
        bar.setTotal(Math.max(1, Number(progress.to - (after ?? 0n))));
        bar.update(Number(progress.position - (after ?? 0n)), { events: progress.published });
      },
    });
  } catch (error) {
    throw told(error, signal.aborted, latest);
  } finally {
    bar.stop();
    process.off('SIGINT', stop);
  }
}

/** The event before the first one. */
async function begin(store: EventStore, from: NamedMoment | undefined, signal: AbortSignal) {
  if (from === undefined) return undefined;
  return 'position' in from ? from.position : lastPosition(store, { before: from.time }, signal);
}

/** What went wrong, and how to go on. */
function told(error: unknown, interrupted: boolean, latest: ReplayProgress | undefined): unknown {
  if (error instanceof UnfitTopic) return new Failure(`${error.message.replace(/^h/, 'H')}.`);
  const goOn =
    latest === undefined ? '' : ` ${latest.published} events are published; --from ${latest.position} goes on.`;
  if (interrupted) return new Failure(`Interrupted.${goOn}`);
  const { sentence } = outcomeOf(error);
  return latest === undefined || sentence === undefined || error instanceof Failure
    ? error
    : new Failure(`${sentence}${goOn}`);
}
