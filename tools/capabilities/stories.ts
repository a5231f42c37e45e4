import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A test and the rows that its sentence says it proves. */
export interface Story {
  /** Name of its file, without ending. */
  readonly file: string;
  readonly sentence: string;
  readonly rows: readonly number[];
  /** It shows a part of its rows only: they stay open. */
  readonly partly: boolean;
}

/** The stories of every spec in a folder, in the order of their files. Read from the sources: nothing is run. */
export function storiesIn(folder: string): readonly Story[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.spec.ts'))
    .sort()
    .flatMap((name) => storiesOf(name, readFileSync(path.join(folder, name), 'utf8')));
}

/** The stories of one file. A test that is skipped proves nothing. */
export function storiesOf(name: string, source: string): readonly Story[] {
  const stories: Story[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTest(node.expression)) {
      const [sentence] = node.arguments;
      if (sentence !== undefined && ts.isStringLiteralLike(sentence)) {
        const found = rowsNamedIn(sentence.text);
        if (found.rows.length > 0)
          stories.push({ file: name.replace(/\.spec\.ts$/, ''), sentence: sentence.text, ...found });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, source, ts.ScriptTarget.Latest));
  return stories;
}

/** `it(…)` and `it.each(…)(…)`, and nothing that is not run: `it.skip`, `it.todo`, `it.failing`. */
function isTest(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 'it';
  return (
    ts.isCallExpression(callee) &&
    ts.isPropertyAccessExpression(callee.expression) &&
    callee.expression.name.text === 'each' &&
    isTest(callee.expression.expression)
  );
}

/** The numbers in `(row 12)`, `(rows 12, 13)`, `(rows 1–11)` or `(part of row 22)`. */
export function rowsNamedIn(sentence: string): Pick<Story, 'rows' | 'partly'> {
  const named = /\((part of )?rows? ([\d,\s–-]+)\)/.exec(sentence);
  if (named === null) return { rows: [], partly: false };
  const rows = named[2]!.split(',').flatMap((part) => {
    const [from, to = from] = part.split(/[–-]/).map(Number) as [number, number?];
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  });
  return { rows, partly: named[1] !== undefined };
}
