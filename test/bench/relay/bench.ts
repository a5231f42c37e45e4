import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../eventstore/load.js';
import type { Row } from '../report.js';
import { bareProducer, countMessages, readTopic } from './bare-producer.js';
import { openScene, type Scene } from './scene.js';
import { LogWriter } from './write-log.js';

const topic = 'handoff.conversation.v1';

/** `npm run bench -- relay [EVENTS] [SECONDS]`: catching up beside a bare producer, then latency at 200 events a second. */
export async function bench([events = '100000', seconds = '20']: readonly string[]): Promise<Row[]> {
  const scene = await openScene();
  try {
    return [...(await catchUp(scene, Number(events))), ...(await latency(scene, Number(seconds)))];
  } finally {
    await scene.end();
  }
}

async function catchUp(scene: Scene, events: number): Promise<Row[]> {
  process.stderr.write(`filling the log with ${events} events …\n`);
  const writer = new LogWriter(scene.log, 32);
  await writer.fill(events);
  await writer.close();
  process.stderr.write('catching up …\n');
  const relay = scene.startRelay();
  // The clock begins with the first messages: starting a process is not what is measured.
  let first = { at: 0, count: 0 };
  let count = 0;
  while (count < events) {
    await pause(20);
    count = await countMessages(scene.kafka, topic);
    if (first.count === 0 && count > 0) first = { at: performance.now(), count };
  }
  const figure = (count - first.count) / ((performance.now() - first.at) / 1_000);
  await relay.stop();
  process.stderr.write('the same bytes from a bare producer, three times …\n');
  const messages = await readTopic(scene.kafka, topic, events);
  const bytes = messages.slice(0, 1_000).reduce((sum, { value }) => sum + (value?.length ?? 0), 0) / 1_000;
  const bare: number[] = [];
  for (let round = 0; round < 3; round++) bare.push(await bareProducer(scene.kafka, messages));
  const floor = median(bare);
  return [
    { what: 'data of a message', figure: bytes, unit: 'bytes' },
    { what: 'bare kafkajs producer', figure: floor, unit: 'events/s' },
    {
      what: `relay catching up ${events} events`,
      figure,
      unit: 'events/s',
      against: { what: 'bare producer', ratio: figure / floor, target: 0.5 },
    },
  ];
}

/** From the begin of an append to the message in the hand of a plain consumer. */
async function latency(scene: Scene, seconds: number): Promise<Row[]> {
  process.stderr.write('latency at 200 events a second …\n');
  const relay = scene.startRelay();
  const began = new Map<string, number>();
  const took: number[] = [];
  const consumer = scene.kafka.consumer({ groupId: 'latency', maxWaitTimeInMs: 500 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: false });
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ message }) => {
      const at = began.get(String(message.headers?.['ce_id']));
      if (at !== undefined) took.push(performance.now() - at);
      return Promise.resolve();
    },
  });
  await pause(3_000);
  const writer = new LogWriter(scene.log, 200);
  const total = 200 * seconds;
  const start = performance.now();
  const appends: Promise<unknown>[] = [];
  for (let n = 0; n < total; n++) {
    const due = start + n * 5;
    if (due > performance.now()) await pause(due - performance.now());
    const at = performance.now();
    appends.push(writer.append(n, (id) => began.set(id, at)));
  }
  await Promise.all(appends);
  for (let waited = 0; took.length < total && waited < 10_000; waited += 50) await pause(50);
  await consumer.disconnect();
  await relay.stop();
  await writer.close();
  const sorted = took.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  const row = (what: string, figure: number, limit: number): Row => ({
    what,
    figure,
    unit: 'ms',
    against: { what: `${limit} ms allowed`, ratio: limit / figure, target: 1 },
  });
  return [
    { what: 'events that arrived', figure: took.length, unit: `of ${total}` },
    row('append to consumer, p50', at(0.5), 50),
    row('append to consumer, p99', at(0.99), 250),
  ];
}
