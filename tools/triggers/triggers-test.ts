import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { eld } from 'eld/small';
import { compileKeywords, detect, limits, type KeywordMatcher } from '#domain';

/** A configuration that cannot be used; the message is a sentence for the person who wrote it. */
export class UnusableConfiguration extends Error {}

/** What is printed for one message. */
export interface TriggerReport {
  readonly text: string;
  readonly explicitRequest: boolean;
  readonly keywords: readonly string[];
  /** ISO 639-1: of the rule that matched, else a reliable guess, else null. */
  readonly language: string | null;
  /** The triggers that would request a handoff under this configuration. */
  readonly fired: readonly ('explicit_request' | 'keyword')[];
}

/**
 * `handoffctl triggers test`: reads one message per line and writes one JSON line for each, empty ones included, so that
 * line n of the output is about line n of the input. Streams: memory does not grow with the number of lines. Ends quietly
 * when nobody reads the output any more (`| head`).
 *
 * @throws UnusableConfiguration when the file is missing, no JSON, or says something that is not known or not allowed.
 */
export async function runTriggersTest({
  configFile,
  input,
  output,
}: {
  configFile?: string | undefined;
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}): Promise<void> {
  const matcher = compileKeywords(configFile === undefined ? [] : await readPhrases(configFile));
  let failure: NodeJS.ErrnoException | undefined;
  output.on('error', (error: NodeJS.ErrnoException) => (failure = error));
  for await (const text of linesOf(input)) {
    if (failure !== undefined) break;
    if (!output.write(`${JSON.stringify(report(text, matcher))}\n`)) await readyAgain(output);
  }
  if (failure !== undefined && failure.code !== 'EPIPE') throw failure;
}

/** Lines end in LF or CRLF; a lone CR or a Unicode line separator belongs to the message. */
async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const withoutCr = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line);
  let rest = '';
  for await (const chunk of input) {
    let searched = rest.length;
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end; (end = rest.indexOf('\n', searched)) >= 0; searched = start = end + 1) {
      yield withoutCr(rest.slice(start, end));
    }
    rest = rest.slice(start);
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutCr(rest);
}

function readyAgain(output: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error'];
    const done = () => {
      for (const event of events) output.off(event, done);
      resolve();
    };
    for (const event of events) output.on(event, done);
  });
}

/** Row 19: an explicit request fires under every configuration; a keyword when one is configured and occurs. */
function report(text: string, matcher: KeywordMatcher): TriggerReport {
  const { explicitRequest, keywords, language } = detect(text, { keywords: matcher });
  const fired: TriggerReport['fired'][number][] = [];
  if (explicitRequest) fired.push('explicit_request');
  if (keywords.length > 0) fired.push('keyword');
  return { text, explicitRequest, keywords, language: language ?? guess(text), fired };
}

function guess(text: string): string | null {
  const { language, isReliable } = eld.detect(text);
  return language !== '' && isReliable() ? language : null;
}

async function readPhrases(file: string): Promise<readonly string[]> {
  const refuse = (sentence: string): never => {
    throw new UnusableConfiguration(`The configuration ${file} ${sentence}`);
  };
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) =>
    refuse(error.code === 'ENOENT' ? 'does not exist.' : `cannot be read: ${error.message}.`),
  );
  if (!isUtf8(bytes)) refuse('is not UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    return refuse(`is not JSON: ${(error as Error).message}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('must be one JSON object.');
  const { keywords = [], explicitRequest = true, ...unknown } = value as Record<string, unknown>;
  const [field] = Object.keys(unknown);
  if (field !== undefined) refuse(`has the unknown field "${field}"; known are "keywords" and "explicitRequest".`);
  if (explicitRequest !== true) {
    refuse(
      'cannot switch off "explicitRequest": a customer who asks for a person always gets one; leave it out or true.',
    );
  }
  return checkPhrases(keywords, refuse);
}

function checkPhrases(keywords: unknown, refuse: (sentence: string) => never): readonly string[] {
  if (!Array.isArray(keywords)) return refuse('must give "keywords" as a list of phrases.');
  if (keywords.length > limits.phrases)
    refuse(`has ${keywords.length} keywords; at most ${limits.phrases} are allowed.`);
  return keywords.map((phrase: unknown, i) => {
    if (typeof phrase !== 'string') return refuse(`has a keyword that is no text (number ${i + 1}).`);
    if (phrase.trim() === '') return refuse(`has a blank keyword (number ${i + 1}).`);
    if (phrase.length <= limits.phraseCharacters) return phrase;
    return refuse(
      `has a keyword of ${phrase.length} characters (number ${i + 1}); at most ${limits.phraseCharacters} are allowed.`,
    );
  });
}
