import { describe, expect, it } from '@jest/globals';
import { networkOf, tooSoon } from './rates.js';

describe('whose bucket a request takes from', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::', 'fe80:0:0:0'],
  ])('%s: that of %s, so that nobody has one for each of their addresses', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('a request that came too soon', () => {
  it('is told when to come again, in whole seconds, and what its limit is', () => {
    const { problem, headers } = tooSoon('caller', { perSecond: 500, burst: 1_000 }, 2);
    expect(problem).toMatchObject({ status: 429, code: 'too_many_requests', limit: { of: 'caller', perSecond: 500 } });
    expect(headers).toEqual({
      'retry-after': '1',
      'ratelimit-policy': '"caller";q=1000;w=2',
      ratelimit: '"caller";r=0;t=1',
    });
  });
});
