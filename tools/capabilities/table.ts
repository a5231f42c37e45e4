import { rows } from './rows.js';
import type { Story } from './stories.js';

/** How every row stands, as lines for a person. */
export function table(stories: readonly Story[]): string {
  const width = Math.max(...rows.map((row) => row.length));
  const lines = rows.map(
    (text, i) => `${String(i + 1).padStart(3)}  ${text.padEnd(width)}  ${standing(i + 1, stories)}`,
  );
  const proven = provenRows(stories).length;
  return [...lines, '', `${proven} of ${rows.length} rows have a story; ${rows.length - proven} are open.`].join('\n');
}

function standing(row: number, stories: readonly Story[]): string {
  const of = stories.filter((story) => story.rows.includes(row));
  const full = of.filter(({ partly }) => !partly);
  const named = (story: Story) => `${story.file} › ${story.sentence.replace(/ \((part of )?rows? [^)]*\)/, '')}`;
  if (full.length > 0) return `${named(full[0]!)}${full.length > 1 ? ` (and ${full.length - 1} more)` : ''}`;
  return of.length > 0 ? `open; in part: ${named(of[0]!)}` : 'open';
}

/** The rows that have a story, in their order. */
export function provenRows(stories: readonly Story[]): readonly number[] {
  const proven = new Set(stories.filter(({ partly }) => !partly).flatMap((story) => story.rows));
  return [...proven].sort((a, b) => a - b);
}

/** What is wrong, as sentences: a row that lost its story, or a story of a row that is none. */
export function problems(stories: readonly Story[], recorded: readonly number[]): readonly string[] {
  const proven = provenRows(stories);
  return [
    ...recorded.filter((row) => !proven.includes(row)).map((row) => `Row ${row} has lost its story: ${rows[row - 1]}.`),
    ...proven
      .filter((row) => rows[row - 1] === undefined)
      .map((row) => `There is no row ${row}, but a story names it.`),
  ];
}
