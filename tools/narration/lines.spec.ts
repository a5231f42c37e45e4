import { describe, expect, it } from '@jest/globals';
import { pageWidth, spoken, wrap } from './lines.js';

const plain = (lines: string[]) => lines.map((line) => line.replace(/\u001b\[\d+m/g, ''));

describe('lines of a story', () => {
  it('wrap the text beside the name, and set in what follows', () => {
    const lines = spoken(
      { voice: 'member', who: 'Ada', what: 'one two three four five six', more: ['decided by Ada'] },
      44,
    );
    expect(plain(lines)).toEqual([
      '  Ada                 one two three four',
      '                      five six',
      '                        decided by Ada',
    ]);
  });

  it('cut a name that is too long for its column', () => {
    expect(plain(spoken({ voice: 'customer', who: 'A name of many letters', what: 'hi' }, 80))).toEqual([
      '  A name of many lett…hi',
    ]);
  });

  it('leave a word that is longer than the room in one piece', () => {
    expect(wrap('see https://example.com/a/long/address now', 10)).toEqual([
      'see',
      'https://example.com/a/long/address',
      'now',
    ]);
    expect(wrap('', 10)).toEqual(['']);
  });

  it('are as wide as the terminal, within reason', () => {
    expect([pageWidth(20), pageWidth(80), pageWidth(400), pageWidth(undefined)]).toEqual([60, 80, 110, 100]);
  });
});
