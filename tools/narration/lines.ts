import { styleText } from 'node:util';
import type { Voice } from './story.js';

/** How wide the column of names is. */
export const nameWidth = 20;

type Style = Parameters<typeof styleText>[0];

const styles: Readonly<Record<Voice, Style>> = {
  customer: 'cyan',
  agent: 'magenta',
  member: 'green',
  move: ['yellow', 'bold'],
  refused: 'red',
  quiet: 'dim',
};

/** Colours a text where the output is a terminal and nobody said otherwise (NO_COLOR). */
export function paint(style: Style, text: string, stream: NodeJS.WritableStream = process.stdout): string {
  return styleText(style, text, { stream });
}

/** Lines of `name  text`: the text wrapped beside its name; `more` beneath it, set in. */
export function spoken(
  {
    voice,
    who,
    what,
    more = [],
  }: { readonly voice: Voice; readonly who: string; readonly what: string; readonly more?: readonly string[] },
  width: number,
): string[] {
  const style = styles[voice];
  const room = Math.max(20, width - nameWidth - 2);
  const name = who.length > nameWidth ? `${who.slice(0, nameWidth - 1)}…` : who.padEnd(nameWidth);
  const plain = voice !== 'move' && voice !== 'quiet' && voice !== 'refused';
  return [
    ...wrap(what, room).map((line, i) => {
      const left = i === 0 ? paint(style, name) : ' '.repeat(nameWidth);
      return `  ${left}${plain ? line : paint(style, line)}`;
    }),
    ...more
      .flatMap((line) => wrap(line, room - 2))
      .map((line) => `  ${' '.repeat(nameWidth + 2)}${paint('dim', line)}`),
  ].map((line) => line.trimEnd());
}

/** Breaks a text at blanks; a word longer than the room stands on a line of its own. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** How wide a page is: the terminal, within reason. */
export function pageWidth(columns: number | undefined = process.stdout.columns): number {
  return Math.min(Math.max(columns ?? 100, 60), 110);
}
