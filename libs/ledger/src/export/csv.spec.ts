import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leafOf } from '../leaf/leaf.js';
import { openingOf } from '../leaf/opening.js';
import { readLeaf } from '../leaf/read-leaf.js';
import type { Json } from '../json/canonical-json.js';
import { CSV_HEADER, writeCsvLine } from './csv.js';
import { TextBuffer } from './text-buffer.js';

const leaf = readLeaf(
  leafOf({
    type: 'Claimed',
    workspace: 'w',
    eventId: 'e',
    stream: 'conversation-1',
    rev: 1,
    entry: 1,
    at: '2026-11-20T03:12:42.123Z',
    schema: 1,
    reason: { commit: 'x' },
  }),
);
const salt = Buffer.alloc(32);
const columns = CSV_HEADER.trimEnd().split(',');
function line(reason: Json | undefined): { readonly text: string; readonly escapedCells: number } {
  const lines = new TextBuffer();
  const open = new Map([['reason', reason === undefined ? { erased: true as const } : openingOf(reason, salt)]]);
  const escapedCells = writeCsvLine(lines, 7n, leaf, open);
  return { text: lines.take().toString('utf8'), escapedCells };
}

/** A reader of RFC 4180, for the test. */
function cellsOf(text: string): string[] {
  const cells: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  for (let found = cell.exec(text); found !== null; found = cell.exec(text)) {
    const [, raw] = found;
    cells.push(raw!.startsWith('"') ? raw!.slice(1, -1).replaceAll('""', '"') : raw!);
    if (found[2] === '\r\n') break;
  }
  return cells;
}

describe('the CSV', () => {
  it('has a cell for every column, and shows what is opened', () => {
    const cells = cellsOf(line('angry, "very"').text);
    expect(cells.length).toBe(columns.length);
    expect(cells[0]).toBe('7');
    expect(cells[columns.indexOf('reason')]).toBe('angry, "very"');
  });

  it('leaves empty what was erased, and says so', () => {
    const cells = cellsOf(line(undefined).text);
    expect([cells[columns.indexOf('reason')], cells[columns.indexOf('erased')]]).toEqual(['', 'reason']);
  });

  it.each(['=', '+', '-', '@', '\t', '\r', '\n', '\u0000', '＝', '＋', '－', '＠'])(
    'keeps a cell that begins with %j from being read as a formula, and counts it',
    (sign) => {
      const { text, escapedCells } = line(`${sign}SUM(A1)`);
      expect(cellsOf(text)[columns.indexOf('reason')]).toBe(`'${sign}SUM(A1)`);
      expect(escapedCells).toBe(1);
    },
  );

  it('leaves other cells as they are', () => {
    for (const value of ["'quoted", ' =1', 'a=1', '1-2', '']) {
      const { text, escapedCells } = line(value);
      expect(cellsOf(text)[columns.indexOf('reason')]).toBe(value);
      expect(escapedCells).toBe(0);
    }
  });

  it('is one line of as many cells, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const cells = cellsOf(line(value).text);
        expect(cells.length).toBe(columns.length);
        expect(cells[columns.indexOf('reason')]!.endsWith(value)).toBe(true);
      }),
    );
  });

  it('holds long texts full of quotation marks', () => {
    for (const length of [0, 1, 21_844, 21_845, 21_846, 70_000]) {
      const value = `"€😀${'"'.repeat(length)}ä`;
      expect(cellsOf(line(value).text)[columns.indexOf('reason')]).toBe(value);
    }
  });

  it('writes values that are no text as canonical JSON', () => {
    expect(cellsOf(line({ b: [1, true], a: null }).text)[columns.indexOf('reason')]).toBe('{"a":null,"b":[1,true]}');
  });
});
