import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { rows } from './rows.js';
import { rowsNamedIn, storiesIn, storiesOf } from './stories.js';
import { problems, provenRows, table } from './table.js';

const root = path.resolve(import.meta.dirname, '../..');

describe('the rows that a sentence names', () => {
  it.each([
    ['proves one (row 12)', [12], false],
    ['proves two (rows 12, 13)', [12, 13], false],
    ['proves many (rows 1–4, 7)', [1, 2, 3, 4, 7], false],
    ['shows a part (part of row 22)', [22], true],
    ['names none (in a row)', [], false],
  ])('are read: %s', (sentence, numbers, partly) => {
    expect(rowsNamedIn(sentence)).toEqual({ rows: numbers, partly });
  });

  it('count only where the test is run', () => {
    const source = `
      it('runs (row 1)', () => {});
      it.each([1])('runs for each (row 2)', () => {});
      it.skip('does not (row 3)', () => {});
      it.todo('does not (row 4)');
      // it('does not (row 5)', () => {});
      xit('does not (row 6)', () => {});
      it.skip.each([1])('does not (row 7)', () => {});`;
    expect(provenRows(storiesOf('a.spec.ts', source))).toEqual([1, 2]);
  });
});

describe('the table', () => {
  const story = { file: 'a', sentence: 'is proven (row 2)', rows: [2], partly: false };
  const part = { file: 'b', sentence: 'is shown (part of row 3)', rows: [3], partly: true };

  it('says for every row what proves it, or that it is open', () => {
    const lines = table([story, part]).split('\n');
    expect(lines).toHaveLength(rows.length + 2);
    expect(lines[0]).toMatch(/^ {2}1 .* open$/);
    expect(lines[1]).toMatch(/ a › is proven$/);
    expect(lines[2]).toMatch(/open; in part: b › is shown$/);
    expect(lines.at(-1)).toBe('1 of 76 rows have a story; 75 are open.');
  });

  it('finds a row that lost its story, and a story of a row that is none', () => {
    expect(problems([story], [2])).toEqual([]);
    expect(problems([part], [2, 3])).toHaveLength(2);
    expect(problems([{ ...story, rows: [77] }], [])).toEqual(['There is no row 77, but a story names it.']);
  });
});

describe('the acceptance stories', () => {
  it('still prove every row that they proved before', () => {
    const recorded = JSON.parse(readFileSync(path.join(root, 'tools/capabilities/proven.json'), 'utf8')) as number[];
    expect(problems(storiesIn(path.join(root, 'test/acceptance')), recorded)).toEqual([]);
    expect(recorded).toEqual(rows.map((_row, i) => i + 1));
  });
});
