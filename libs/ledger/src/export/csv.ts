import type { Json } from '../json/canonical-json.js';
import { canonicalize } from '../json/canonical-json.js';
import { canonicalLength } from '../json/canonical-length.js';
import type { ReadOpenings } from '../leaf/opening.js';
import type { Leaf } from '../leaf/read-leaf.js';
import type { TextBuffer } from './text-buffer.js';

/** Columns of `entries.csv`: a name, and the path of its value in the leaf. */
const columns: readonly (readonly [string, string])[] = [
  ['at', 'at'],
  ['type', 'type'],
  ['stream', 'stream'],
  ['entry', 'entry'],
  ['handoff_id', 'handoff.id'],
  ['handoff_number', 'handoff.number'],
  ['from_kind', 'from.kind'],
  ['from_id', 'from.id'],
  ['from_name', 'from.name'],
  ['to_kind', 'to.kind'],
  ['to_id', 'to.id'],
  ['to_name', 'to.name'],
  ['decided_by_kind', 'decidedBy.kind'],
  ['decided_by_id', 'decidedBy.id'],
  ['decided_by_name', 'decidedBy.name'],
  ['trigger', 'trigger'],
  ['reason_code', 'reasonCode'],
  ['reason', 'reason'],
  ['context', 'context'],
  ['contact', 'contact'],
  ['changed_by_kind', 'by.kind'],
  ['changed_by_id', 'by.id'],
  ['changed_by_name', 'by.name'],
  ['details', 'details'],
  ['event_id', 'eventId'],
];
const paths = columns.map(([, path]) => {
  const [first = '', second] = path.split('.');
  return { path, first, second };
});

/** First line of `entries.csv` (RFC 4180, lines end in CR LF). */
export const CSV_HEADER = `index,${columns.map(([name]) => name).join(',')},details_opened,erased\r\n`;

/**
 * Writes the line of a disclosed entry: derived, for spreadsheets; the evidence is in `entries.jsonl`. Personal data is shown opened,
 * and what was erased is left empty and named in the last column.
 *
 * @param open what stands behind the commitments of the leaf, by path and in the order of the paths
 * @returns how many of its cells had to be kept from being read as formulas
 */
export function writeCsvLine(to: TextBuffer, index: bigint, leaf: Leaf, open: ReadOpenings): number {
  let text = index.toString();
  let escapedCells = 0;
  const cell = (value: string) => {
    text += ',';
    if (value === '') return;
    // Few cells need anything, so one look decides.
    if (!unusual.test(value)) {
      text += value;
      return;
    }
    const isFormula = formula.test(value);
    if (isFormula) escapedCells += 1;
    const shown = isFormula ? `'${value}` : value;
    if (!special.test(value)) {
      text += shown;
      return;
    }
    to.add(`${text}"`);
    to.addWithQuotesTwice(shown);
    text = '"';
  };
  for (let i = 0; i < paths.length; i += 1) {
    const { path, first, second } = paths[i]!;
    const opening = open.size === 0 ? undefined : open.get(path);
    if (opening !== undefined) cell(opening.erased ? '' : opening.text);
    else cell(textOf(second === undefined ? leaf[first] : memberOf(leaf[first], second)));
  }
  cell(furtherOpened(open));
  cell(erasedPaths(open));
  to.add(`${text}\r\n`);
  return escapedCells;
}

/** What a spreadsheet may take for a formula, with the full-width forms of the signs (OWASP, "CSV Injection"). */
const formula = /^[=+\-@\t\r\n\u0000\uff1d\uff0b\uff0d\uff20]/;
const special = /[",\r\n]/;
// eslint-disable-next-line no-restricted-syntax -- of the two above
const unusual = new RegExp(`${formula.source}|${special.source}`);

function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, Json>>)[key];
}

/** What is opened inside `details`, by path: these have no column of their own. */
function furtherOpened(open: ReadOpenings): string {
  let further: string[] | undefined;
  for (const [path, opening] of open)
    if (!opening.erased && path.startsWith('details.'))
      (further ??= []).push(`${JSON.stringify(path)}:${opening.canonical}`);
  return further === undefined ? '' : `{${further.join(',')}}`;
}

function erasedPaths(open: ReadOpenings): string {
  let erased: string[] | undefined;
  for (const [path, opening] of open) if (opening.erased) (erased ??= []).push(path);
  return erased === undefined ? '' : erased.join(' ');
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  // What can be measured has its keys in order, and is written as fast as the engine can.
  return Number.isNaN(canonicalLength(value)) ? canonicalize(value) : JSON.stringify(value);
}
