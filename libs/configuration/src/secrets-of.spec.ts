import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from './index.js';
import { secretsOf } from './secrets-of.js';

describe('what no line of a log may hold', () => {
  it.each([
    ['HANDOFF_DATABASE_API_URL', 'postgres://handoff_api:of%2Dours@db/handoff'],
    ['HANDOFF_EVENT_STORE_URL', 'esdb://handoff:of%2Dours@log:2113?tls=true'],
    ['HANDOFF_EVENT_STORE_URL', 'esdb+discover://handoff:of%2Dours@one:2113,two:2113,three:2113?tls=true'],
    ['HANDOFF_SMTP_URL', 'smtps://mailer:of%2Dours@mail.example.org'],
  ])('is an address with a password in it, and that password by itself: %s=%s', (name, value) => {
    expect(secretsOf(loadConfiguration({ [name]: value }))).toEqual([value, 'of%2Dours', 'of-ours']);
  });

  it('is each of several keys', () => {
    const [one, two] = ['1f'.repeat(32), '2e'.repeat(32)];
    expect(secretsOf(loadConfiguration({ HANDOFF_LEDGER_KEY: `${one},${two}` }))).toEqual([one, two]);
  });
});
