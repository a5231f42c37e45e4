import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';

/** One line of a benchmark's table. */
export interface Row {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  /** What the figure is held against, and how it compares; with a target it says whether it is met. */
  readonly against?: { readonly what: string; readonly ratio: number; readonly target?: number };
}

/** Runs with the arguments after its name; says on stderr what it is doing. */
export type Bench = (args: readonly string[]) => Promise<Row[]>;

/** Prints the table and writes the rows as JSON to var/bench/NAME.json. */
export async function writeReport(name: string, rows: readonly Row[]): Promise<void> {
  console.table(
    rows.map(({ what, figure, unit, against }) => ({
      what,
      figure: `${figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toFixed(2)} ${unit}`,
      against: against ? `${against.ratio.toFixed(2)} x ${against.what}` : '',
      target:
        against?.target === undefined ? '' : `${against.target} ${against.ratio >= against.target ? 'met' : 'MISSED'}`,
    })),
  );
  const folder = path.resolve('var', 'bench');
  await mkdir(folder, { recursive: true });
  const machine = { cpus: cpus().length, model: cpus()[0]?.model, load: loadavg(), node: process.version };
  const json = JSON.stringify({ name, at: new Date().toISOString(), machine, rows }, undefined, 2);
  await writeFile(path.join(folder, `${name}.json`), `${json}\n`);
}
