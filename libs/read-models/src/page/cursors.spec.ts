import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Cursors } from './cursors.js';

const cursors = new Cursors(randomBytes(32));
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('a cursor', () => {
  it('opens for its own query, with the values it was made of', () => {
    const values = [-3, '2026-11-20T09:00:00.000Z', 'ünï'];
    expect(cursors.open('queue', cursors.seal('queue', values))).toEqual(values);
  });

  it('is refused by another query and under another key', () => {
    const cursor = cursors.seal('queue', [1]);
    expect(() => cursors.open('inbox', cursor)).toThrow('not of this query');
    expect(() => new Cursors(randomBytes(32)).open('queue', cursor)).toThrow('not of this query');
  });

  it('is refused once any character of it was changed, left out or added', () => {
    const cursor = cursors.seal('queue', [1, 'a']);
    const refused = (text: string) => expect(() => cursors.open('queue', text)).toThrow('not of this query');
    for (let at = 0; at < cursor.length; at += 1) {
      refused(cursor.slice(0, at) + cursor.slice(at + 1));
      for (const other of [...alphabet, '.', '=', '+', ' ', 'é'])
        if (other !== cursor[at]) refused(cursor.slice(0, at) + other + cursor.slice(at + 1));
    }
    for (const more of ['=', '.', 'A', '!', ' ', '\n']) refused(cursor + more);
    refused('');
    refused('.');
  });
});
