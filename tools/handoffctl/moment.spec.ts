import { describe, expect, it } from '@jest/globals';
import { Failure } from './failure.js';
import { momentOf } from './moment.js';

describe('a moment on the command line', () => {
  it('is a position in digits, or a time', () => {
    expect(momentOf('--from', '10482')).toEqual({ position: 10_482n });
    expect(momentOf('--from', '2026-11-20T09:00:00Z')).toEqual({ time: new Date('2026-11-20T09:00:00Z') });
    expect(momentOf('--from', '2026-11-20')).toEqual({ time: new Date('2026-11-20T00:00:00Z') });
  });

  it.each(['', 'yesterday', '-1', '2026-13-45', '2026-02-30', '1e9', '99999999999999999999'])(
    'is nothing else: "%s"',
    (text) => {
      expect(() => momentOf('--to', text)).toThrow(Failure);
      expect(() => momentOf('--to', text)).toThrow('--to takes a position, or a time');
    },
  );
});
