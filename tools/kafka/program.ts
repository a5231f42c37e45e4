import { spawn } from 'node:child_process';
import { KafkaError } from './kafka-error.js';

/**
 * Runs a program to its end and gives what it printed, both streams together.
 *
 * @throws KafkaError when the program is missing (`missing` says what to do) or fails, with its last lines
 */
export function runProgram(
  command: string,
  args: readonly string[],
  options: { readonly missing: string; readonly cwd?: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    let output = '';
    const keep = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new KafkaError(options.missing) : error),
    );
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new KafkaError(`${command} ended with ${code ?? signal}: ${lastLines(output)}`));
    });
  });
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-8).join('\n');
}
