import { describe, expect, it } from '@jest/globals';
import { readInstant } from './instant.js';

describe('a time somebody wrote', () => {
  it.each([
    ['2026-11-20T09:30:00Z', '2026-11-20T09:30:00.000Z'],
    ['2026-11-20T09:30:00.123456789Z', '2026-11-20T09:30:00.123Z'],
    ['2026-11-20T09:30:00+01:00', '2026-11-20T08:30:00.000Z'],
    ['2024-02-29T00:00:00-00:30', '2024-02-29T00:30:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(readInstant(text)).toBe(instant);
  });

  it.each([
    ['a day that does not exist', '2026-02-30T00:00:00Z'],
    ['a month that does not exist', '2026-13-01T00:00:00Z'],
    ['29 February where there is none', '2026-02-29T00:00:00Z'],
    ['an hour past the last', '2026-11-20T24:00:00Z'],
    ['a leap second', '2026-11-20T23:59:60Z'],
    ['an offset past a day', '2026-11-20T00:00:00+24:00'],
    ['no offset, and so the time of whoever reads it', '2026-11-20T09:30:00'],
    ['a day alone', '2026-11-20'],
    ['a word', 'yesterday'],
    ['a time before 1970', '1969-12-31T23:59:59Z'],
    ['a time past 9000', '9000-01-01T00:00:00Z'],
    ['something before it', ' 2026-11-20T09:30:00Z'],
    ['a line after it', '2026-11-20T09:30:00Z\n'],
  ])('%s is none', (_name, text) => {
    expect(readInstant(text)).toBeUndefined();
  });
});
