import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setStage, type Stage } from '../commands/stage.js';
import type { Row } from '../report.js';
import { exportBench } from './export-bench.js';
import { share } from './share.js';

/**
 * `npm run bench -- ledger [--events N] [--entries N] [--only share|export]`: what the ledger takes from the projector's throughput; an
 * export beside COPY of the same rows; its verification beside bare SHA-256 of the same bytes.
 */
export async function bench(args: readonly string[]): Promise<Row[]> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '50000' },
      entries: { type: 'string', default: '1000000' },
      only: { type: 'string' },
    },
  });
  return [
    ...(values.only === 'export' ? [] : await onStage((stage) => share(stage, Number(values.events)))),
    ...(values.only === 'share'
      ? []
      : await onStage((stage, folder) => exportBench(stage, Number(values.entries), path.join(folder, 'export.tar')))),
  ];
}

async function onStage(measure: (stage: Stage, folder: string) => Promise<Row[]>): Promise<Row[]> {
  const stage = await setStage();
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-ledger-'));
  try {
    return await measure(stage, folder);
  } finally {
    await stage.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
