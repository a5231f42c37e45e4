import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { loadConfiguration } from '#configuration';
import { ensureTopics, eventTopics, kafkaClient, kafkaSettings } from '#messaging';
import { startKafka, type RunningKafka } from '../../tools/kafka/start-kafka.js';

let folder: string;
let kafka: RunningKafka;
let port: number;

/** The broker's settings of the deployment, with this machine's folders and ports. */
async function startAsDeployed(): Promise<RunningKafka> {
  const deployed = await readFile('deploy/kafka/server.properties', 'utf8');
  return startKafka({
    dataDir: path.join(folder, 'data'),
    scramUsers: { reporter: 'a-word-of-their-own' },
    settings: ({ dataDir, port, controllerPort }) =>
      deployed
        .replaceAll('/run/kafka', path.join(folder, 'kafka'))
        .replace('log.dirs=/var/lib/kafka/data', `log.dirs=${path.join(dataDir, 'log')}`)
        .replaceAll('kafka:9092', `localhost:${port}`)
        .replaceAll(':9092', `:${port}`)
        .replaceAll(':9093', `:${controllerPort}`)
        .replaceAll(':9094', ':0')
        // What a larger cluster uses: the broker keeps no password that can be read.
        .replace('mechanisms=PLAIN', 'mechanisms=PLAIN,SCRAM-SHA-512') +
      'listener.name.clients.scram-sha-512.sasl.jaas.config=' +
      'org.apache.kafka.common.security.scram.ScramLoginModule required;\n',
  });
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'handoff-test-deployed-'));
  await promisify(execFile)('sh', ['deploy/secrets/make-secrets.sh', folder, 'no-owners']);
  kafka = await startAsDeployed();
  port = Number(kafka.brokers[0]!.split(':')[1]);
});
afterAll(async () => {
  await kafka.stop();
  await rm(folder, { recursive: true, force: true });
});

function client(change: Record<string, string> = {}) {
  const env = {
    HANDOFF_KAFKA_BROKERS: `localhost:${port}`,
    HANDOFF_KAFKA_TLS: 'on',
    HANDOFF_KAFKA_CA_FILE: path.join(folder, 'handoff/ca.crt'),
    HANDOFF_KAFKA_MECHANISM: 'plain',
    HANDOFF_KAFKA_USERNAME: 'handoff',
    HANDOFF_KAFKA_PASSWORD_FILE: path.join(folder, 'handoff/kafka_password'),
    ...change,
  };
  const settings = kafkaSettings(loadConfiguration(env, {}, ['kafkaBrokers']));
  return kafkaClient({ ...settings, clientId: 'test' });
}

describe('the broker as it is deployed', () => {
  it('lets in who has the password, over TLS that its own authority vouches for', async () => {
    await ensureTopics(client(), { partitions: 1, replication: 1 });
    const admin = client().admin();
    await admin.connect();
    expect(await admin.listTopics()).toEqual(expect.arrayContaining([...eventTopics]));
    await admin.disconnect();
  });

  const scram = {
    HANDOFF_KAFKA_MECHANISM: 'scram-sha-512',
    HANDOFF_KAFKA_USERNAME: 'reporter',
    HANDOFF_KAFKA_PASSWORD_FILE: '',
  };

  it('lets in who proves to know the password without sending it', async () => {
    const admin = client({ ...scram, HANDOFF_KAFKA_PASSWORD: 'a-word-of-their-own' }).admin();
    await admin.connect();
    expect(await admin.listTopics()).toEqual(expect.any(Array));
    await admin.disconnect();
  });

  it.each([
    ['a wrong password', { HANDOFF_KAFKA_PASSWORD_FILE: '', HANDOFF_KAFKA_PASSWORD: 'guess' }],
    ['no TLS', { HANDOFF_KAFKA_TLS: 'off', HANDOFF_KAFKA_CA_FILE: '', HANDOFF_KAFKA_MECHANISM: 'scram-sha-512' }],
    ['another authority', { HANDOFF_KAFKA_CA_FILE: '' }],
    ['a wrong proof of the password', { ...scram, HANDOFF_KAFKA_PASSWORD: 'guess' }],
    ['no user', { HANDOFF_KAFKA_USERNAME: '', HANDOFF_KAFKA_PASSWORD_FILE: '' }],
  ])('keeps out who comes with %s', async (_what, change) => {
    const admin = client(change).admin();
    // Without a login the first to refuse is the answer to a request.
    await expect(admin.connect().then(() => admin.listTopics())).rejects.toThrow();
    await admin.disconnect();
  });

  it('is not talked to under a name that it has no proof of', async () => {
    const admin = client({ HANDOFF_KAFKA_BROKERS: `127.0.0.2:${port}` }).admin();
    await expect(admin.connect()).rejects.toThrow(/altnames|does not match/i);
    await admin.disconnect();
  });
});
