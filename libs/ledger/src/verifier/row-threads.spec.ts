import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { inChunks, policyJson, sampleEntries, sampleExport } from '../../test/sample-export.js';
import { parsePolicy } from '../policy/policy.js';
import { ThreadLost } from './row-threads.js';
import { verifyExport, type Threads } from './verify-export.js';

const policy = parsePolicy(JSON.stringify(policyJson));
const entries = sampleEntries(300);
const built = path.resolve(import.meta.dirname, '../../../../dist/libs/ledger/src/verifier/row-thread.js');
/** Three threads, and so little at a time that there are more batches than they take at once. */
const threads: Threads = { program: pathToFileURL(built), count: 3, from: 0, batch: 2_000 };
const alone = (bytes: Uint8Array) => verifyExport(inChunks(bytes, 1_000), policy);
const shared = (bytes: Uint8Array) => verifyExport(inChunks(bytes, 1_000), policy, { threads });

describe('rows that are judged in other threads', () => {
  it('give the verdict that one thread gives, for true exports', async () => {
    const exports = await Promise.all([
      sampleExport({ entries }),
      sampleExport({ entries, shows: (i) => i % 3 === 0 }),
      sampleExport({ entries, start: 13, end: 250 }),
      sampleExport({ entries, start: 5, end: 5 }),
    ]);
    for (const bytes of exports) {
      const verdict = await shared(bytes);
      expect(verdict.reason).toBeNull();
      expect(verdict).toEqual(await alone(bytes));
    }
  });

  it('give it for forged ones too: the first thing that is wrong, wherever it was found', async () => {
    const forged = await Promise.all([
      sampleExport({ entries, forgeErasures: () => [] }),
      sampleExport({ entries, workspace: 'other' }),
      sampleExport({ entries: entries.filter((_each, i) => i !== 100) }),
      sampleExport({ entries: [...entries.slice(0, 200), entries[199]!, ...entries.slice(200)] }),
      ...[3, 120, 299].map((wrong) =>
        sampleExport({ entries, forge: (row, i) => (i >= wrong && 'leaf' in row ? { ...row, open: {} } : row) }),
      ),
      sampleExport({
        entries,
        forge: (row, i) => (i === 150 && 'leaf' in row ? { ...row, leaf: entries[151]!.leaf.toString() } : row),
      }),
    ]);
    for (const bytes of forged) {
      const { reason } = await shared(bytes);
      expect(reason).not.toBeNull();
      expect(reason).toEqual((await alone(bytes)).reason);
    }
  });

  it('give it for damaged ones too', async () => {
    const whole = await sampleExport({ entries });
    const from = whole.indexOf('{"i":"0","leaf"');
    for (let n = 0; n < 12; n += 1) {
      const at = from + ((n * 7_919) % (whole.length - from));
      const flipped = Buffer.from(whole);
      flipped[at]! ^= 1 << (n % 8);
      for (const bytes of [flipped, whole.subarray(0, at)]) {
        const { reason } = await shared(bytes);
        expect(reason).not.toBeNull();
        expect(reason).toEqual((await alone(bytes)).reason);
      }
    }
  });

  it('are judged by nobody when a thread is lost, which is no verdict', async () => {
    const bytes = await sampleExport({ entries });
    const lost = { ...threads, program: pathToFileURL(`${built}.missing`) };
    await expect(verifyExport(inChunks(bytes), policy, { threads: lost })).rejects.toThrow(ThreadLost);
  });
});
