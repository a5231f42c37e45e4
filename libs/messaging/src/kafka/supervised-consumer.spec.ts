import { describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { KafkaJSProtocolError, type Kafka } from 'kafkajs';
import { superviseConsumer } from './supervised-consumer.js';

/** A Kafka whose first clients crash on joining, as kafkajs does it: it stops, and then says why. */
function kafkaOf(crashes: readonly Error[]) {
  const clients = new EventEmitter();
  let made = 0;
  const consumer = () => {
    const crash = crashes[made++];
    const events = new EventEmitter();
    return {
      events: { STOP: 'stop', CRASH: 'crash', GROUP_JOIN: 'join' },
      on: (name: string, listener: (event: object) => void) => {
        events.on(name, listener);
        return () => events.off(name, listener);
      },
      connect: () => Promise.resolve(),
      subscribe: () => Promise.resolve(),
      run: () => {
        if (crash !== undefined) {
          events.emit('stop', {});
          setImmediate(() => events.emit('crash', { payload: { error: crash } }));
        } else setImmediate(() => clients.emit('running'));
        return Promise.resolve();
      },
      disconnect: () => Promise.resolve(),
    };
  };
  return { kafka: { consumer } as unknown as Kafka, running: once(clients, 'running') };
}

/** What is reported until a client runs. */
async function faultsOf(...crashes: Error[]): Promise<string[]> {
  const { kafka, running } = kafkaOf(crashes);
  const stopping = new AbortController();
  const faults: string[] = [];
  const done = superviseConsumer({
    kafka,
    groupId: 'group',
    topics: ['topic'],
    signal: stopping.signal,
    onMessages: () => Promise.resolve(),
    onFault: (what, error) => faults.push(`${what}: ${String(error)}`),
  });
  await running;
  stopping.abort();
  await done;
  return faults;
}

const loading = () =>
  new KafkaJSProtocolError({ type: 'GROUP_LOAD_IN_PROGRESS', code: 14, message: 'it loads' } as never);

describe('a consumer that ends by itself', () => {
  it('is replaced, and the reason is told instead of the stop that comes before it', async () => {
    expect(await faultsOf(new Error('out of reach'))).toEqual(['consumer of group: Error: out of reach']);
  });

  it('is no fault while the coordinator of its group only starts', async () => {
    expect(await faultsOf(loading(), new Error('retries', { cause: loading() }))).toEqual([]);
  });

  it('is a fault when the coordinator goes on starting', async () => {
    const faults = await faultsOf(...Array.from({ length: 4 }, loading));
    expect(faults).toEqual(['consumer of group: KafkaJSProtocolError: it loads']);
  });
});
