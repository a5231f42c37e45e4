import path from 'node:path';
import { parseArgs } from 'node:util';

export const usage = `npm run demo -- [--dialogues FILE]

  Starts the whole product on data and a port of its own, plays conversations through its API, and takes everything away again.

  --dialogues FILE   play the dialogues of this file instead of the scenes: a JSON list of
                     {"convo_id": 1, "original": [["customer", "Hi"], ["agent", "Hello"], ["action", "Account pulled up."]]}

  Exit code 0: everything was as expected; 1: it was not, and the last lines say what was seen; 130: stopped by Ctrl-C.`;

/** A demo that cannot begin: one sentence for a person. */
export class CannotPlay extends Error {
  override readonly name = 'CannotPlay';
}

export interface DemoOptions {
  /** The file's absolute path. */
  readonly dialogues?: string;
}

/** Reads the command line; undefined when help was asked for. @throws CannotPlay */
export function readOptions(args: readonly string[], callerDir: string): DemoOptions | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { dialogues: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) return undefined;
    return values.dialogues === undefined ? {} : { dialogues: path.resolve(callerDir, values.dialogues) };
  } catch (error) {
    throw new CannotPlay(`${(error as Error).message}\n\n${usage}`);
  }
}
