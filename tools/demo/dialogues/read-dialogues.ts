import { readFile } from 'node:fs/promises';
import { limits } from '#domain';
import { CannotPlay } from '../options.js';

const speakers = ['customer', 'agent', 'action'] as const;

/** One thing that somebody said, or that the agent did. */
export interface Utterance {
  readonly speaker: (typeof speakers)[number];
  readonly text: string;
}

export interface Dialogue {
  readonly id: string;
  readonly utterances: readonly Utterance[];
}

/**
 * Reads a file of transcripts: a JSON list of `{"convo_id": …, "original": [["customer", "Hi"], …]}`, other fields aside.
 * @throws CannotPlay with one sentence
 */
export async function readDialogues(file: string): Promise<readonly Dialogue[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CannotPlay(
      code === 'ENOENT'
        ? `There is no file ${file}.`
        : code === 'EISDIR'
          ? `${file} is a folder; name a file of dialogues.`
          : `${file} cannot be read: ${message}.`,
    );
  }
  return parseDialogues(text, file);
}

/** @throws CannotPlay */
export function parseDialogues(text: string, file: string): readonly Dialogue[] {
  const refuse = (sentence: string): never => {
    throw new CannotPlay(`${file} ${sentence}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    return refuse(`is not JSON: ${(error as Error).message.replaceAll(/\s+/g, ' ')}.`);
  }
  if (!Array.isArray(value)) return refuse('must hold a JSON list of dialogues.');
  if (value.length === 0) return refuse('holds no dialogue.');
  return value.map((one: unknown, i) => dialogueOf(one, i, refuse));
}

function dialogueOf(value: unknown, i: number, refuse: (sentence: string) => never): Dialogue {
  const { convo_id: id = i + 1, original } = (isObject(value) ? value : {}) as Record<string, unknown>;
  if (!Array.isArray(original))
    return refuse(
      `has no dialogue at number ${i + 1}: {"convo_id": …, "original": [["customer", "Hi"], …]} is expected.`,
    );
  if (typeof id !== 'string' && typeof id !== 'number')
    return refuse(`gives dialogue number ${i + 1} a convo_id that is neither text nor number.`);
  const where = (turn: number) => `turn ${turn + 1} of dialogue ${id}`;
  const utterances = original.map((pair: unknown, turn): Utterance => {
    const [speaker, text] = Array.isArray(pair) && pair.length === 2 ? (pair as unknown[]) : [];
    if (typeof speaker !== 'string' || typeof text !== 'string')
      return refuse(`has something else than a pair of texts as ${where(turn)}.`);
    if (!isSpeaker(speaker))
      return refuse(`lets "${speaker.slice(0, 40)}" speak in ${where(turn)}; known are ${speakers.join(', ')}.`);
    const bytes = Buffer.byteLength(text);
    if (bytes > limits.textBytes)
      return refuse(`has ${bytes} bytes of text in ${where(turn)}; a message may have ${limits.textBytes}.`);
    if (text.includes('\u0000') || !text.isWellFormed())
      return refuse(`has a NUL or broken Unicode in ${where(turn)}.`);
    return { speaker, text };
  });
  return { id: String(id), utterances };
}

function isSpeaker(text: string): text is Utterance['speaker'] {
  return (speakers as readonly string[]).includes(text);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
