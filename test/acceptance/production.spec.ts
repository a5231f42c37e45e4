import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';

const random = (seed: string) => createHash('sha256').update(seed).digest('hex');

/** Settings with which every app would go on to look for its servers. */
const sound = {
  HANDOFF_MODE: 'production',
  HANDOFF_EVENT_STORE_URL: 'esdb://handoff:of-our-own@127.0.0.1:9?tls=false',
  HANDOFF_DATABASE_API_URL: 'postgres://handoff_api:of-our-own@127.0.0.1:9/handoff',
  HANDOFF_DATABASE_PROJECTOR_URL: 'postgres://handoff_projector:of-our-own@127.0.0.1:9/handoff',
  HANDOFF_DATABASE_KEYS_URL: 'postgres://handoff_keys:of-our-own@127.0.0.1:9/handoff',
  HANDOFF_MASTER_KEY: random('master'),
  HANDOFF_COMMAND_KEY: random('command'),
  HANDOFF_OIDC_ISSUER: 'https://login.example.org/realms/handoff',
};

/** What a program says before it ends, and how. */
async function start(app: string, settings: Readonly<Record<string, string>>) {
  const own = Object.entries(process.env).filter(([name]) => !/^(HANDOFF_|NODE_ENV)/.test(name));
  const child = spawn(process.execPath, [path.resolve('dist/apps', app, 'src/main.js')], {
    env: { ...Object.fromEntries(own), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said: said.trim() };
}

describe('in production', () => {
  it.each([{ NODE_ENV: 'production' }, { HANDOFF_MODE: 'production' }, { NODE_ENV: 'production', HANDOFF_MODE: '' }])(
    'what is for one machine does not start, and says what to do: %j',
    async (settings) => {
      const { code, said } = await start('standalone', settings);
      expect(said).toMatch(
        /^This starts everything on one machine, .*: start the apps as deploy\/README\.md says, or set [^\n]*\.$/,
      );
      expect(code).toBe(1);
    },
  );

  it.each<[string, object, RegExp]>([
    [
      'api',
      { HANDOFF_TOKEN_KEY: random('token') },
      /^HANDOFF_TOKEN_KEY lets the API take tokens that are issued here: unset it; [^\n]*\.$/,
    ],
    ['api', { HANDOFF_OIDC_ISSUER: '' }, /^HANDOFF_OIDC_ISSUER is missing: [^\n]*\.$/],
    ['api', { HANDOFF_COMMAND_KEY: 'ab'.repeat(32) }, /^HANDOFF_COMMAND_KEY is no random key: make one with [^\n]*\.$/],
    [
      'api',
      { HANDOFF_COMMAND_KEY: random('master') },
      /^HANDOFF_COMMAND_KEY is the key of HANDOFF_MASTER_KEY too: [^\n]*\.$/,
    ],
    [
      'projector',
      { HANDOFF_EVENT_STORE_URL: 'esdb://admin:changeit@127.0.0.1:9?tls=true' },
      /^HANDOFF_EVENT_STORE_URL holds a default password: [^\n]*\.$/,
    ],
    [
      'relay',
      { HANDOFF_KAFKA_BROKERS: '127.0.0.1:9', HANDOFF_KAFKA_USERNAME: 'relay', HANDOFF_KAFKA_PASSWORD: 'admin' },
      /^HANDOFF_KAFKA_PASSWORD holds a default password: [^\n]*\.$/,
    ],
  ])('%s does not start with %j', async (app, change, sentence) => {
    const { code, said } = await start(app, { ...sound, ...change });
    expect(said).toMatch(sentence);
    expect(code).toBe(1);
  });
});
