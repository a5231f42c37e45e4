import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, loadConfiguration } from './index.js';

function sentencesOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    loadConfiguration(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.sentences;
    throw error;
  }
  return [];
}

const production = { HANDOFF_MODE: 'production' };

describe('a connection of production', () => {
  it.each([
    ['HANDOFF_DATABASE_API_URL', 'postgres://a:of-our-own@db/handoff', /must say sslmode=verify-full/],
    ['HANDOFF_DATABASE_KEYS_URL', 'postgres://a:of-our-own@db/handoff?sslmode=disable', /must say sslmode=verify-full/],
    ['HANDOFF_EVENT_STORE_URL', 'esdb://a:of-our-own@log:2113?tls=false', /must not say tls=false/],
    ['HANDOFF_EVENT_STORE_URL', 'esdb+discover://one:2113,127.0.0.1:2113/?TLS=False', /must not say tls=false/],
    ['HANDOFF_KAFKA_BROKERS', '127.0.0.1:9092,kafka:9092', /^HANDOFF_KAFKA_TLS must be on/],
  ])('is refused where its other end has nothing to prove: %s=%s', (name, value, sentence) => {
    expect(sentencesOf({ ...production, [name]: value })).toEqual([expect.stringMatching(sentence)]);
    expect(sentencesOf({ ...production, [name]: value, HANDOFF_PLAINTEXT: 'allow' })).toEqual([]);
    expect(sentencesOf({ [name]: value })).toEqual([]);
  });

  it.each([
    ['HANDOFF_DATABASE_API_URL', 'postgres://a:of-our-own@db/handoff?sslmode=verify-full&sslrootcert=/ca.crt'],
    ['HANDOFF_DATABASE_API_URL', 'postgres://a:of-our-own@127.0.0.1/handoff'],
    ['HANDOFF_DATABASE_API_URL', 'postgres://a:of-our-own@[::1]:5432/handoff'],
    ['HANDOFF_EVENT_STORE_URL', 'esdb://a:of-our-own@log:2113'],
    ['HANDOFF_EVENT_STORE_URL', 'esdb://127.0.0.1:2113?tls=false'],
    ['HANDOFF_KAFKA_BROKERS', 'localhost:9092'],
  ])('is taken when it has, or never leaves the machine: %s=%s', (name, value) => {
    expect(sentencesOf({ ...production, [name]: value })).toEqual([]);
  });
});

describe('protection that proves nothing', () => {
  it.each([
    ['HANDOFF_DATABASE_API_URL', 'postgres://a:of-our-own@db/handoff?sslmode=require'],
    ['HANDOFF_DATABASE_API_URL', 'postgres://a:of-our-own@db/handoff?sslmode=no-verify'],
    ['HANDOFF_DATABASE_API_URL', 'postgres://a:of-our-own@db/handoff?sslmode=prefer'],
    ['HANDOFF_DATABASE_API_URL', 'postgres://a:of-our-own@db/handoff?ssl=true'],
    ['HANDOFF_EVENT_STORE_URL', 'esdb://a:of-our-own@log:2113?tls=true&tlsVerifyCert=false'],
  ])('is refused anywhere, without repeating the address: %s=%s', (name, value) => {
    const [sentence, ...others] = sentencesOf({ [name]: value });
    expect(others).toEqual([]);
    expect(sentence).toMatch(/prove(s)? nothing/);
    expect(sentence).not.toContain('of-our-own');
  });
});

describe('a login at Kafka', () => {
  const login = { HANDOFF_KAFKA_USERNAME: 'relay', HANDOFF_KAFKA_PASSWORD: 'of-our-own' };

  it('is a user with a password, or none at all', () => {
    expect(sentencesOf(login)).toEqual([]);
    for (const half of ['HANDOFF_KAFKA_USERNAME', 'HANDOFF_KAFKA_PASSWORD'] as const)
      expect(sentencesOf({ [half]: login[half] })).toEqual([
        'HANDOFF_KAFKA_USERNAME and HANDOFF_KAFKA_PASSWORD are given together, or neither.',
      ]);
  });

  it('never sends its password readable', () => {
    const plain = { ...login, HANDOFF_KAFKA_MECHANISM: 'plain' };
    expect(sentencesOf({ ...plain, HANDOFF_KAFKA_TLS: 'on' })).toEqual([]);
    expect(sentencesOf(plain)).toEqual([expect.stringMatching(/readable: it needs HANDOFF_KAFKA_TLS on\.$/)]);
  });
});
