import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { detect, detectExplicitRequest } from '#domain';
import type { Row } from '../report.js';

/** How much text a hostile customer sends at once: 64 KiB of UTF-8. */
const size = 64 * 1024;
const limitMs = 5;

/** Texts made to be slow: each repeats what some step of the detector has the most work with. */
const hostile: Readonly<Record<string, (i: number) => string>> = {
  'one long word': () => 'a',
  'words of one letter': () => 'a ',
  'unknown words': (i) => `${(Math.imul(i + 1, 2654435761) >>> 0).toString(36)} `,
  'misspelled words': (i) => `${['agemt', 'humna', 'persn', 'opertor', 'tlak', 'spaek'][i % 6]} `,
  'new misspellings': (i) => `repre${String.fromCharCode(97 + (i % 26), 97 + ((i / 26) % 26))}entative `,
  'doubled letters': (i) => `${String.fromCharCode(97 + (i % 26), 97 + ((i / 26) % 26)).replace(/.$/, '$&$&')} `,
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

/** The median of 21 runs over each hostile text, with 200 keyword phrases to look for as well. */
function hostileText(): Row[] {
  const keywords = Array.from({ length: 200 }, (_, i) => `${'a '.repeat(i % 40)}phrase ${i}`);
  return Object.entries(hostile).map(([name, piece]) => {
    const text = textOf(piece);
    const runs = Array.from({ length: 21 }, () => {
      const start = performance.now();
      detect(text, { keywords });
      return performance.now() - start;
    });
    const figure = median(runs);
    return {
      what: `64 KiB: ${name}`,
      figure,
      unit: 'ms',
      against: { what: '5 ms', ratio: limitMs / figure, target: 1 },
    };
  });
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

/** Recall on the intent that asks for a person, false alarms on those that do not; names every error on stderr. */
function recall(file: string): Row[] {
  const hits = { asks: new Share(), between: new Share(), quiet: new Share() };
  for (const { text, intent } of samplesOf(readFileSync(file, 'utf8'))) {
    const kind = kinds[intent] ?? 'quiet';
    const { asks, rule } = detectExplicitRequest(text);
    hits[kind].count(asks);
    if (asks ? kind === 'quiet' : kind === 'asks')
      console.error(`${asks ? `false alarm (${rule})` : 'missed'}: ${text}`);
  }
  const { asks, between, quiet } = hits;
  return [
    {
      what: `asks for a person, of ${asks.of}`,
      figure: asks.percent,
      unit: '% heard',
      against: { what: '100 %', ratio: asks.percent / 100, target: 0.95 },
    },
    {
      what: `asks for something else, of ${quiet.of}`,
      figure: quiet.percent,
      unit: '% false alarms',
      against: { what: '0.5 %', ratio: 0.5 / quiet.percent, target: 1 },
    },
    { what: `asks for customer service, of ${between.of}; either is right`, figure: between.percent, unit: '% heard' },
  ];
}

const kinds: Readonly<Record<string, 'asks' | 'between'>> = {
  contact_human_agent: 'asks',
  contact_customer_service: 'between',
};

class Share {
  private yes = 0;
  of = 0;
  count(asks: boolean): void {
    this.of += 1;
    if (asks) this.yes += 1;
  }
  get percent(): number {
    return (100 * this.yes) / this.of;
  }
}

/** `npm run bench -- detection [--data FILE]`: FILE is a CSV with the columns utterance and intent. */
export function bench(args: readonly string[]): Promise<Row[]> {
  const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' } } });
  if (values.data === undefined) console.error('Recall is not measured: no --data FILE given.');
  return Promise.resolve([
    ...(values.data === undefined ? [] : recall(path.resolve(process.env.HANDOFF_CALLER_DIR ?? '', values.data))),
    ...hostileText(),
  ]);
}
