import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client as RawClient, credentials, status, type ServiceError } from '@grpc/grpc-js';
import {
  EventStoreDBClient,
  persistentSubscriptionToStreamSettingsFromDefaults,
  streamNameFilter,
} from '@eventstore/db-client';
import { answersOf, frame, rawStreams } from '../src/contract/raw-streams.js';
import { collect, errorOf, numbered, uniqueStream } from '../src/contract/test-client.js';
import { startEventStoreNode, type EventStoreNode } from '../src/index.js';
import { shared, streams } from '../src/contract/generated-messages.js';

const READ = '/event_store.client.streams.Streams/Read';
const BATCH_APPEND = '/event_store.client.streams.Streams/BatchAppend';

describe('bad input', () => {
  let node: EventStoreNode;
  let client: EventStoreDBClient;
  let bytes: RawClient;

  beforeEach(async () => {
    node = await startEventStoreNode({ storage: { kind: 'memory' }, port: 0, log: () => undefined });
    client = EventStoreDBClient.connectionString(node.connectionString);
    bytes = new RawClient(`127.0.0.1:${node.port}`, credentials.createInsecure());
    await client.appendToStream('before', numbered(1));
  });

  afterEach(async () => {
    // Whatever came before: every other call goes on.
    await client.appendToStream('after', numbered(1));
    expect(await collect(client.readStream('after'))).toHaveLength(1);
    bytes.close();
    await client.dispose();
    await node.stop();
  });

  const asIs = (value: Buffer) => value;
  const read = (request: Buffer) =>
    new Promise<ServiceError>((resolve, reject) => {
      const call = bytes.makeServerStreamRequest(READ, asIs, asIs, request);
      call.on('error', (error: ServiceError) => resolve(error));
      call.on('data', () => undefined);
      call.on('end', () => reject(new Error('The call should have failed.')));
    });

  it('of bytes that are no message ends that call', async () => {
    expect(await read(Buffer.from([0xff, 0xff, 0xff]))).toMatchObject({ code: status.INTERNAL });
    const call = bytes.makeBidiStreamRequest(BATCH_APPEND, asIs, asIs);
    const failed = once(call, 'error');
    call.write(Buffer.from([0x0a, 0x7f, 0x01]));
    expect((await failed)[0]).toMatchObject({ code: status.INTERNAL });
  });

  it('of a request that leaves things open is INVALID_ARGUMENT', async () => {
    const options = () => new streams.ReadReq.Options();
    const all = new streams.ReadReq.Options.AllOptions().setStart(new shared.Empty());
    const ids = new streams.ReadReq.Options.UUIDOption().setString(new shared.Empty());
    const incomplete = [
      undefined,
      options(),
      options().setAll(all),
      options().setUuidOption(ids),
      options().setUuidOption(ids).setAll(all),
      options().setUuidOption(ids).setAll(new streams.ReadReq.Options.AllOptions()).setCount('1'),
      options().setUuidOption(ids).setAll(all).setCount('1').setFilter(new streams.ReadReq.Options.FilterOptions()),
    ];
    for (const given of incomplete) {
      const request = new streams.ReadReq().setOptions(given);
      expect(await read(Buffer.from(request.serializeBinary()))).toMatchObject({ code: status.INVALID_ARGUMENT });
    }
  });

  it('in a batch append refuses that append alone', async () => {
    const raw = rawStreams(node.connectionString);
    const call = raw.batchAppend();
    const answers = answersOf(call);
    const typeless = frame(randomUUID(), { stream: 'bad', events: 1 });
    typeless.getProposedMessagesList()[0]!.getMetadataMap().del('type');
    const bad = [frame(randomUUID(), { events: 1 }), frame(randomUUID(), { stream: '$all', events: 1 }), typeless];
    for (const request of bad) {
      call.write(request);
      expect((await answers.next()).value).toEqual([
        request.getCorrelationId()!.getString(),
        'event_store.client.BadRequest',
      ]);
    }
    const good = randomUUID();
    call.write(frame(good, { stream: uniqueStream('good'), events: 1 }));
    expect((await answers.next()).value).toEqual([good, 'success']);
    call.end();
    raw.close();
  });

  it('of stream names that cannot be stored is refused', async () => {
    for (const stream of ['with\0nul', 'x'.repeat(1_025), '$$']) {
      expect(await errorOf(client.appendToStream(stream, numbered(1)))).toBeInstanceOf(Error);
      expect(await errorOf(client.deleteStream(stream))).toMatchObject({ code: status.INVALID_ARGUMENT });
    }
  });

  it('of regular expressions the engine does not know is refused, and a hostile one stalls nothing', async () => {
    for (const regex of ['(', 'a(?=b)', '(a)\\1']) {
      const error = await errorOf(collect(client.subscribeToAll({ filter: streamNameFilter({ regex }) })));
      expect(error).toMatchObject({ code: status.INVALID_ARGUMENT });
    }
    const name = `${'a'.repeat(500)}!`;
    await client.appendToStream(name, numbered(1));
    const filter = streamNameFilter({ regex: '^(a+)+$' });
    const started = Date.now();
    const subscription = client.subscribeToAll({ filter });
    subscription.on('data', () => undefined);
    await once(subscription, 'caughtUp');
    await subscription.unsubscribe();
    expect(Date.now() - started).toBeLessThan(1_000);
  });

  it('a call whose deadline has passed, or that is cancelled, writes nothing', async () => {
    const options = { credentials: { username: 'a', password: 'b' }, deadline: -1 };
    expect(await errorOf(client.appendToStream('late', numbered(1), options))).toMatchObject({
      code: status.DEADLINE_EXCEEDED,
    });
    const raw = rawStreams(node.connectionString);
    const call = raw.batchAppend();
    call.on('error', () => undefined);
    call.write(frame(randomUUID(), { stream: 'cancelled', events: 1, final: false }));
    call.cancel();
    raw.close();
    await expect(collect(client.readStream('late'))).rejects.toThrow('not found');
    await expect(collect(client.readStream('cancelled'))).rejects.toThrow('not found');
  });

  it('what the node does not do is UNIMPLEMENTED with a sentence that says what to use', async () => {
    const settings = persistentSubscriptionToStreamSettingsFromDefaults();
    await expect(client.createPersistentSubscriptionToStream('before', 'group', settings)).rejects.toThrow(
      'use a catch-up subscription',
    );
    await expect(client.listAllPersistentSubscriptions()).rejects.toThrow('use a catch-up subscription');
    await expect(client.listProjections()).rejects.toThrow('fold a catch-up subscription');
  });
});
