import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventTopics, kafkaClient } from '#messaging';
import { Messenger } from '../parts/messenger.js';
import { everyEvent, everyFile, everyRow, linesWith } from '../parts/places.js';
import { plantContact } from '../parts/planted-contact.js';
import { startStoryProcesses } from '../parts/story-processes.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { until } from '../parts/until.js';

const marker = 'Zq7-planted';

let application: Awaited<ReturnType<typeof startStoryProcesses>>;
let messenger: Messenger;

beforeAll(async () => {
  [application, messenger] = await Promise.all([startStoryProcesses(), Messenger.start()]);
});
afterAll(async () => {
  await application.stop();
  await messenger.stop();
});

/** Every record of every topic there is, Kafka's own apart: key, value and headers. */
async function everyRecord(): Promise<readonly string[]> {
  const kafka = kafkaClient({ brokers: [...application.brokers], clientId: 'reader' });
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => !topic.startsWith('__'));
  expect(topics).toEqual(expect.arrayContaining([...eventTopics]));
  let waiting = 0;
  for (const topic of topics)
    for (const { low, high } of await admin.fetchTopicOffsets(topic)) waiting += Number(high) - Number(low);
  await admin.disconnect();
  const consumer = kafka.consumer({ groupId: `reader-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  const records: string[] = [];
  await consumer.run({
    eachMessage: ({ topic, message: { key, value, headers } }) => {
      const said = Object.values(headers ?? {}).map((each) => String(each));
      records.push(`${topic} ${String(key)} ${String(value)} ${said.join(' ')}`);
      return Promise.resolve();
    },
  });
  try {
    await until('everything is read', 60_000, () => Promise.resolve(records.length >= waiting ? true : undefined));
    return records;
  } finally {
    await consumer.disconnect();
  }
}

describe('erasing a contact, with every app a process of its own', () => {
  it('leaves no planted word in a topic, a table, the log, a file or what a process says', async () => {
    const shop = await StoryWorkspace.open(application);
    const { contactId, conversationId, last } = await plantContact(shop, marker, messenger);
    await shop.see('paul', '/v1/handoffs', last);
    const erased = await shop.send('delete', 'olga', `/v1/contacts/${contactId}`);
    expect(erased.status).toBe(200);
    await shop.see('paul', `/v1/conversations/${conversationId}`, erased);

    const records = await until('the erasure is published', 60_000, async () => {
      const all = await everyRecord();
      return all.some((record) => record.includes('ContactErased') && record.includes(contactId)) ? all : undefined;
    });
    expect(records.some((record) => record.includes('CustomerMessageReceived'))).toBe(true);
    expect(linesWith(marker, records)).toEqual([]);
    expect(linesWith(marker, await everyEvent(application.eventStoreUrl))).toEqual([]);
    await until('views, deliveries and files have followed', 30_000, async () => {
      const rows = linesWith(marker, await everyRow(application.databaseUrl));
      const files = linesWith(marker, await everyFile(application.exportDir));
      return rows.length + files.length === 0 ? true : undefined;
    });
    expect(linesWith(marker, application.said())).toEqual([]);
  });
});
