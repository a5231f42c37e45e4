import type { Json } from '../json/canonical-json.js';
import { canonicalize } from '../json/canonical-json.js';
import type { Leaf } from '../leaf/read-leaf.js';

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
const paths = columns.map(([name, path]) => ({ name, path, keys: path.split('.') }));

/** First line of `entries.csv` (RFC 4180, lines end in CR LF). */
export const CSV_HEADER = `index,${columns.map(([name]) => name).join(',')},details_opened,erased\r\n`;

/** A line, and how many of its cells had to be kept from being read as formulas. */
export interface CsvLine {
  readonly text: string;
  readonly escapedCells: number;
}

/** What the CSV shows of an opening: a value, or `undefined` where it was erased. */
export type Shown = ReadonlyMap<string, Json | undefined>;

/**
 * The line of a disclosed entry: derived, for spreadsheets; the evidence is in `entries.jsonl`. Personal data is shown opened, and
 * what was erased is left empty and named in the last column.
 *
 * @param shown what stands behind the commitments of the leaf, by path
 */
export function csvLine(index: bigint, leaf: Leaf, shown: Shown): CsvLine {
  let text = index.toString();
  let escapedCells = 0;
  const cell = (value: string) => {
    // Few cells need anything, so one look decides.
    if (!unusual.test(value)) {
      text += `,${value}`;
      return;
    }
    const isFormula = formula.test(value);
    if (isFormula) escapedCells += 1;
    text += `,${quote(isFormula ? `'${value}` : value)}`;
  };
  for (const { path, keys } of paths) cell(shown.has(path) ? textOf(shown.get(path)) : textOf(valueAt(leaf, keys)));
  cell(furtherOpened(shown));
  cell(
    [...shown.keys()]
      .filter((path) => shown.get(path) === undefined)
      .sort()
      .join(' '),
  );
  return { text: `${text}\r\n`, escapedCells };
}

/** What a spreadsheet may take for a formula, with the full-width forms of the signs (OWASP, "CSV Injection"). */
const formula = /^[=+\-@\t\r\n\u0000\uff1d\uff0b\uff0d\uff20]/;
const special = /[",\r\n]/;
const unusual = new RegExp(`${formula.source}|${special.source}`);

function quote(value: string): string {
  return special.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function valueAt(leaf: Leaf, keys: readonly string[]): Json | undefined {
  let value: Json | undefined = leaf;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, Json>>)[key];
  }
  return value;
}

/** What is opened inside `details`, by path: these have no column of their own. */
function furtherOpened(shown: Shown): string {
  const further: Record<string, Json> = {};
  for (const [path, value] of shown) if (path.startsWith('details.') && value !== undefined) further[path] = value;
  return Object.keys(further).length === 0 ? '' : canonicalize(further);
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : canonicalize(value);
}
