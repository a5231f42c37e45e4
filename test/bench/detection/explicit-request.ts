import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { detect, detectExplicitRequest } from '#domain';

/** How much text a hostile customer sends at once: 64 KiB of UTF-8. */
const size = 64 * 1024;

/** Texts made to be slow: each repeats what some step of the detector has the most work with. */
const hostile: Readonly<Record<string, (i: number) => string>> = {
  'one long word': () => 'a',
  'words of one letter': () => 'a ',
  'unknown words': (i) => `${(Math.imul(i + 1, 2654435761) >>> 0).toString(36)} `,
  'misspelled words': (i) => `${['agemt', 'humna', 'persn', 'opertor', 'tlak', 'spaek'][i % 6]} `,
  'new misspellings': (i) => `repre${String.fromCharCode(97 + (i % 26), 97 + ((i / 26) % 26))}entative `,
  'words run together': () => 'talktoa ',
  'nothing but subjects': () => 'agent ',
  'nearly a request': () => 'talk to a real real real ',
  'refusals without end': () => "i don't want to talk to a human ",
  'courtesy without end': () => 'please ',
  borders: () => '.,',
  apostrophes: () => "a's ",
  'combining marks': () => '\u0301\u0316',
  'letters with marks': () => 'a\u0301\u0316\u0327 ',
  'mathematical letters': () => '𝐡',
  'every character': (i) => String.fromCharCode(0xa0 + (i % 50_000)),
};

function textOf(piece: (i: number) => string): string {
  let text = '';
  let bytes = 0;
  for (let i = 0; bytes < size; i++) {
    text += piece(i);
    bytes += Buffer.byteLength(piece(i));
  }
  return text;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** Prints the median time of each hostile text; 200 keyword phrases are looked for as well in the second figure. */
function timeHostileText(): void {
  const keywords = Array.from({ length: 200 }, (_, i) => `${'a '.repeat(i % 40)}phrase ${i}`);
  console.log(
    '\n64 KiB of hostile text, median of 21 runs in ms: explicit request alone; everything, with 200 phrases',
  );
  for (const [name, piece] of Object.entries(hostile)) {
    const text = textOf(piece);
    const time = (work: () => unknown) => {
      const runs = Array.from({ length: 21 }, () => {
        const start = performance.now();
        work();
        return performance.now() - start;
      });
      return median(runs).toFixed(2).padStart(8);
    };
    const alone = time(() => detectExplicitRequest(text));
    console.log(`${name.padEnd(24)}${alone}${time(() => detect(text, { keywords }))}`);
  }
}

/** The first two columns of the CSV, utterance and intent; the utterance may be quoted. */
function samplesOf(csv: string): { text: string; intent: string }[] {
  const line = /^(?:"((?:[^"]|"")*)"|([^,]*)),([^,]*),/;
  return csv
    .split(/\r?\n/)
    .slice(1)
    .flatMap((row) => {
      const match = line.exec(row);
      return match === null
        ? []
        : [{ text: (match[1] ?? match[2] ?? '').replaceAll('""', '"'), intent: match[3] ?? '' }];
    });
}

/** Recall on the intent that asks for a person, false alarms on those that do not; lists every error. */
function measureRecall(file: string): void {
  const hits = { asks: [0, 0], between: [0, 0], quiet: [0, 0] } as Record<string, [number, number]>;
  for (const { text, intent } of samplesOf(readFileSync(file, 'utf8'))) {
    const kind = { contact_human_agent: 'asks', contact_customer_service: 'between' }[intent] ?? 'quiet';
    const { asks, rule } = detectExplicitRequest(text);
    const count = hits[kind] as [number, number];
    count[asks ? 0 : 1] += 1;
    if (asks ? kind === 'quiet' : kind === 'asks') console.log(`${asks ? `false alarm (${rule})` : 'missed'}: ${text}`);
  }
  const share = ([yes, no]: [number, number] = [0, 0]) => `${((100 * yes) / (yes + no)).toFixed(2)} % of ${yes + no}`;
  console.log(`recall on requests for a person   ${share(hits['asks'])}`);
  console.log(`false alarms on everything else   ${share(hits['quiet'])}`);
  console.log(`customer service (either is right) ${share(hits['between'])}`);
}

/** `npm run bench -- detection [--data FILE]`: FILE is a CSV with the columns utterance and intent. */
export function run(args: readonly string[] = process.argv.slice(2)): void {
  const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' } }, allowPositionals: true });
  if (values.data === undefined) console.log('Recall is not measured: no --data FILE given.');
  else measureRecall(values.data);
  timeHostileText();
}
