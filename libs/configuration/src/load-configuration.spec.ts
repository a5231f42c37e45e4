import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigurationError, listSettings, loadConfiguration } from './index.js';

const secret = 'ab'.repeat(32);

function sentencesOf(load: () => unknown): readonly string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.sentences;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('is complete from its defaults alone, but for what only an operator can know', () => {
    expect(loadConfiguration({})).toEqual({
      mode: 'standalone',
      dataDir: './var',
      httpHost: '127.0.0.1',
      kafkaTls: 'off',
      kafkaMechanism: 'scram-sha-512',
      kafkaPartitions: 12,
      kafkaReplication: -1,
      kafkaClearTopics: [],
      ledgerName: 'handoff.local/ledger',
      ledgerSignEveryMs: 10_000,
      httpPort: 3000,
      requestTimeoutMs: 30_000,
      maxConnections: 10_000,
      ratePerMember: 500,
      ratePerIntegration: 5_000,
      ratePerAddress: 10_000,
      liveStreamsPerCaller: 20,
      trustedProxies: [],
      corsOrigins: [],
      bodyLimitBytes: 262_144,
      oidcAudience: 'handoff',
      oidcAlgorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      oidcWorkspaceClaim: 'workspace',
      oidcMemberClaim: 'sub',
      oidcRoleClaim: 'role',
      oidcRoles: {},
      oidcAgentClaim: 'agent',
      tokenIssuer: 'handoff-local',
      tokenAudience: 'handoff',
      longPollLimitMs: 30_000,
      readYourWritesLimitMs: 5_000,
      outboundAllow: [],
      plaintext: 'refuse',
      mailFrom: 'Handoff <handoff@localhost>',
      logLevel: 'info',
    });
  });

  it('takes the environment before the default, and an override before the environment', () => {
    expect(loadConfiguration({ HANDOFF_HTTP_PORT: '8080' }).httpPort).toBe(8080);
    expect(loadConfiguration({ HANDOFF_HTTP_PORT: '8080' }, { httpPort: 9090 }).httpPort).toBe(9090);
    expect(loadConfiguration({ HANDOFF_HTTP_PORT: '' }).httpPort).toBe(3000);
  });

  it('says one sentence per wrong setting, all at once, and repeats no secret', () => {
    const env = {
      HANDOFF_HTTP_PORT: '70000',
      HANDOFF_BODY_LIMIT_BYTES: '1e9',
      HANDOFF_MODE: 'prod',
      HANDOFF_MASTER_KEY: 'hunter2',
      HANDOFF_DATABASE_API_URL: 'mysql://root:hunter2@db',
    };
    const sentences = sentencesOf(() => loadConfiguration(env));
    expect([...sentences].sort()).toEqual([
      'HANDOFF_BODY_LIMIT_BYTES must be a whole number, not "1e9".',
      'HANDOFF_DATABASE_API_URL must be a postgres:// connection string.',
      'HANDOFF_HTTP_PORT must be between 0 and 65535, not "70000".',
      'HANDOFF_MASTER_KEY must be 32 bytes, as 64 hexadecimal digits or base64url.',
      'HANDOFF_MODE must be one of standalone, production, not "prod".',
    ]);
    expect(sentences.join()).not.toContain('hunter2');
  });

  it('checks overrides like everything else', () => {
    expect(sentencesOf(() => loadConfiguration({}, { httpPort: -1 }))).toEqual([
      'HANDOFF_HTTP_PORT must be between 0 and 65535, not "-1".',
    ]);
  });

  it('names what a program needs and was not given', () => {
    expect(sentencesOf(() => loadConfiguration({}, {}, ['masterKey', 'httpPort']))).toEqual([
      expect.stringMatching(/^HANDOFF_MASTER_KEY \(or HANDOFF_MASTER_KEY_FILE\) is missing: /),
    ]);
    const key: string = loadConfiguration({ HANDOFF_MASTER_KEY: secret }, {}, ['masterKey']).masterKey;
    expect(key).toBe(secret);
  });

  it('reads a list, and says what may stand in it', () => {
    const env = { HANDOFF_KAFKA_BROKERS: 'a:9092, b.example:9093', HANDOFF_KAFKA_CLEAR_TOPICS: 'handoff.agent.v1' };
    expect(loadConfiguration(env)).toMatchObject({
      kafkaBrokers: ['a:9092', 'b.example:9093'],
      kafkaClearTopics: ['handoff.agent.v1'],
    });
    expect(sentencesOf(() => loadConfiguration({ HANDOFF_KAFKA_BROKERS: 'a:9092,b' }))).toEqual([
      'HANDOFF_KAFKA_BROKERS must be host:port with commas between, not "a:9092,b".',
    ]);
  });

  it('reads networks, blanks between them or not, and takes nothing else for one', () => {
    const env = { HANDOFF_OUTBOUND_ALLOW: '127.0.0.1, fd00::/8', HANDOFF_TRUSTED_PROXIES: '10.0.0.0/8' };
    expect(loadConfiguration(env)).toMatchObject({
      outboundAllow: ['127.0.0.1', 'fd00::/8'],
      trustedProxies: ['10.0.0.0/8'],
    });
    for (const name of ['HANDOFF_OUTBOUND_ALLOW', 'HANDOFF_TRUSTED_PROXIES'])
      for (const wrong of ['10.0.0.999', '10.0.0.0/33', 'abc', '10.0.0.0/8/8', '127.0.0.1,fd00::/129'])
        expect(sentencesOf(() => loadConfiguration({ [name]: wrong }))).toEqual([
          `${name} must be IP networks with commas between, not "${wrong}".`,
        ]);
  });

  it('reports a name it does not know, with the one probably meant', () => {
    expect(sentencesOf(() => loadConfiguration({ HANDOFF_HTPP_PORT: '1', HANDOFF_COLOUR: 'red', PATH: '/' }))).toEqual([
      'HANDOFF_HTPP_PORT is not a setting: is HANDOFF_HTTP_PORT meant?',
      'HANDOFF_COLOUR is not a setting.',
    ]);
  });

  it('does not mind what an orchestrator writes about a service named handoff', () => {
    const env = {
      HANDOFF_API_SERVICE_HOST: '10.0.0.1',
      HANDOFF_API_SERVICE_PORT_HTTP: '80',
      HANDOFF_API_PORT: 'tcp://10.0.0.1:80',
      HANDOFF_API_PORT_80_TCP_ADDR: '10.0.0.1',
      HANDOFF_CALLER_DIR: '/srv',
    };
    expect(sentencesOf(() => loadConfiguration(env))).toEqual([]);
  });

  it('lists every setting without showing a secret', () => {
    const listed = listSettings(loadConfiguration({ HANDOFF_MASTER_KEY: secret }));
    expect(listed.find((s) => s.name === 'HANDOFF_MASTER_KEY')).toMatchObject({ secret: true, value: '(set)' });
    expect(listed.find((s) => s.name === 'HANDOFF_HTTP_PORT')).toMatchObject({ default: '3000', value: '3000' });
    expect(JSON.stringify(listed)).not.toContain(secret);
    expect(new Set(listed.map((s) => s.name)).size).toBe(listed.length);
  });
});

describe('a secret in a file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'handoff-configuration-'));
  const file = path.join(folder, 'key');

  it('is read without its line end', () => {
    writeFileSync(file, `${secret}\n`);
    expect(loadConfiguration({ HANDOFF_MASTER_KEY_FILE: file }).masterKey).toBe(secret);
  });

  it('is refused when it is given directly too', () => {
    expect(sentencesOf(() => loadConfiguration({ HANDOFF_MASTER_KEY_FILE: file, HANDOFF_MASTER_KEY: secret }))).toEqual(
      ['HANDOFF_MASTER_KEY is given twice, directly and by file: choose one.'],
    );
  });

  it('is named when it cannot be read', () => {
    rmSync(folder, { recursive: true });
    expect(sentencesOf(() => loadConfiguration({ HANDOFF_MASTER_KEY_FILE: file }))).toEqual([
      `HANDOFF_MASTER_KEY cannot be read from ${file} (ENOENT).`,
    ]);
  });
});
