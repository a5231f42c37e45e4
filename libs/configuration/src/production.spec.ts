import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { ConfigurationError, loadConfiguration } from './index.js';

const random = (seed: string) => createHash('sha256').update(seed).digest('hex');

function sentencesOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    loadConfiguration({ HANDOFF_MODE: 'production', ...env });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.sentences;
    throw error;
  }
  return [];
}

describe('in production', () => {
  it('keys drawn at random and passwords of one’s own are taken', () => {
    expect(
      sentencesOf({
        HANDOFF_MASTER_KEY: random('a'),
        HANDOFF_COMMAND_KEY: Buffer.from(random('b'), 'hex').toString('base64url'),
        HANDOFF_LEDGER_KEY: `${random('c')},${random('d')}`,
        HANDOFF_EVENT_STORE_URL: 'esdb://handoff:Zq8-wf3!x@log:2113?tls=true',
        HANDOFF_DATABASE_API_URL: 'postgres://handoff_api:p%40ss-of-ours@db/handoff?sslmode=verify-full',
      }),
    ).toEqual([]);
  });

  it.each([
    ['HANDOFF_EVENT_STORE_URL', 'esdb://admin:changeit@log:2113?tls=true'],
    ['HANDOFF_DATABASE_API_URL', 'postgres://postgres:postgres@db/handoff?sslmode=verify-full'],
    ['HANDOFF_DATABASE_KEYS_URL', 'postgres://handoff_keys:handoff%5Fkeys@db/handoff?sslmode=verify-full'],
    ['HANDOFF_KAFKA_PASSWORD', 'Secret'],
    ['HANDOFF_SMTP_URL', 'smtps://mailer:password@mail.example.org'],
  ])('a default password in %s is refused, and not repeated', (name, value) => {
    const user = name === 'HANDOFF_KAFKA_PASSWORD' ? { HANDOFF_KAFKA_USERNAME: 'relay' } : {};
    const [sentence, ...others] = sentencesOf({ [name]: value, ...user });
    expect(others).toEqual([]);
    expect(sentence).toBe(`${name} holds a default password: give that user one of their own.`);
  });

  it.each(['ab'.repeat(32), '0'.repeat(64), '0123456789abcdef'.repeat(4), 'A'.repeat(43)])(
    'a key that nobody drew is refused: %s',
    (key) => {
      expect(sentencesOf({ HANDOFF_MASTER_KEY: key })).toEqual([
        'HANDOFF_MASTER_KEY is no random key: make one with "openssl rand -hex 32".',
      ]);
    },
  );

  it('a key that serves twice is refused, however it is written', () => {
    const again = Buffer.from(random('a'), 'hex').toString('base64url');
    expect(sentencesOf({ HANDOFF_MASTER_KEY: random('a'), HANDOFF_COMMAND_KEY: again })).toEqual([
      'HANDOFF_COMMAND_KEY is the key of HANDOFF_MASTER_KEY too: give each a key of its own.',
    ]);
  });

  it('is where NODE_ENV says so, unless the mode is said', () => {
    expect(loadConfiguration({ NODE_ENV: 'production' }).mode).toBe('production');
    expect(loadConfiguration({ NODE_ENV: 'production', HANDOFF_MODE: 'standalone' }).mode).toBe('standalone');
    expect(loadConfiguration({ NODE_ENV: 'test' }).mode).toBe('standalone');
  });
});

describe('the identity provider', () => {
  it('is named by https, or on this machine', () => {
    const refusal = [
      'HANDOFF_OIDC_ISSUER must be an https:// address (http:// on this machine only), not "http://idp.example.org".',
    ];
    expect(sentencesOf({ HANDOFF_OIDC_ISSUER: 'http://idp.example.org' })).toEqual(refusal);
    for (const good of ['https://idp.example.org', 'http://127.0.0.1:8080/realms/x', 'http://localhost:1'])
      expect(sentencesOf({ HANDOFF_OIDC_ISSUER: good })).toEqual([]);
  });

  it('signs with keys that others do not have', () => {
    expect(sentencesOf({ HANDOFF_OIDC_ALGORITHMS: 'RS256,HS256' })).toEqual([
      expect.stringMatching(/^HANDOFF_OIDC_ALGORITHMS must be some of RS256, .*, not "RS256,HS256"\.$/),
    ]);
    expect(sentencesOf({ HANDOFF_OIDC_ALGORITHMS: 'none' })).toHaveLength(1);
  });

  it('may have words of its own for our roles', () => {
    const { oidcRoles } = loadConfiguration({ HANDOFF_OIDC_ROLES: 'support-lead=supervisor, support=operator' });
    expect(oidcRoles).toEqual({ 'support-lead': 'supervisor', support: 'operator' });
    expect(sentencesOf({ HANDOFF_OIDC_ROLES: 'lead=boss' })).toHaveLength(1);
  });
});
