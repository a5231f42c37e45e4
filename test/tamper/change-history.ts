import { addSignatures, formatCheckpoint, parseSignerKey, rootAt, signNote, verifyExport, type Policy } from '#ledger';
import {
  ORIGIN,
  WITNESSED_AT,
  checkpointOf,
  inChunks,
  keysOf,
  logOf,
  sampleEntries,
  sampleEntry,
  sampleExport,
  witnessKeys,
  type SampleEntry,
} from '../../libs/ledger/test/sample-export.js';
import type { Chance } from './chance.js';

/**
 * What somebody does who holds the keys of the operator and makes everything anew: only what lies outside shows it, a checkpoint that was
 * kept, a witness, the count of entries in the leaves. @returns whether the verifier noticed; undefined when the dice changed nothing
 */
export type HistoryChange = (history: History, chance: Chance) => Promise<boolean | undefined>;

/** A history, and the policy of an auditor who has kept checkpoints of it. */
export interface History {
  readonly entries: readonly SampleEntry[];
  readonly policy: Policy;
}

export const historyOf = (policy: Policy): History => ({ entries: sampleEntries(60), policy });

async function noticed({ policy }: History, file: Buffer, since?: string): Promise<boolean> {
  return !(await verifyExport(inChunks(file), policy, { since })).ok;
}

/** Another entry in the place of one, made as carefully as the true ones. */
function rewritten(entries: readonly SampleEntry[], chance: Chance, below: number): SampleEntry[] {
  const at = chance.below(below);
  const facts = JSON.parse(entries[at]!.leaf.toString()) as Parameters<typeof sampleEntry>[0];
  const { reason: _reason, context: _context, ...rest } = facts;
  return entries.map((each, i) =>
    i === at ? sampleEntry({ ...rest, reasonCode: `made-up-${chance.below(1_000_000)}` }, {}, () => false) : each,
  );
}

/** Signed by whoever has these keys, cosigned by a witness who looks at nothing but the signature. */
async function signedBy(entries: readonly SampleEntry[], origin: string, key: string): Promise<string> {
  const log = logOf(entries);
  const text = formatCheckpoint({ origin, size: log.size, root: await rootAt(log, log.size) });
  return addSignatures(signNote(text, [parseSignerKey(key)]), [parseSignerKey(witnessKeys.signer, WITNESSED_AT)]);
}

/** By class: what somebody might do. */
export const historyChanges: Readonly<Record<string, HistoryChange>> = {
  'history rewritten': async (history, chance) => {
    const size = 2 + chance.below(history.entries.length - 2);
    const held = await checkpointOf(logOf(history.entries), BigInt(size));
    const entries = rewritten(history.entries, chance, size);
    return noticed(history, await sampleExport({ entries, since: BigInt(size) }), held);
  },
  'history cut': async (history, chance) => {
    const held = await checkpointOf(logOf(history.entries));
    const entries = history.entries.slice(0, 1 + chance.below(history.entries.length - 1));
    return noticed(history, await sampleExport({ entries }), held);
  },
  'split view': async (history, chance) => {
    const held = await checkpointOf(logOf(history.entries));
    const entries = rewritten(history.entries, chance, history.entries.length - 2);
    return noticed(history, await sampleExport({ entries }), held);
  },
  'entry omitted': async (history, chance) => {
    const at = chance.below(history.entries.length);
    const streamOf = ({ leaf }: SampleEntry) => (JSON.parse(leaf.toString()) as { readonly stream: string }).stream;
    // Without a later entry of its stream nothing in an export can tell: that one is for `handoffctl audit`.
    const later = history.entries.slice(at + 1).some((each) => streamOf(each) === streamOf(history.entries[at]!));
    if (!later) return undefined;
    return noticed(history, await sampleExport({ entries: history.entries.toSpliced(at, 1) }));
  },
  'export forged': async (history, chance) => {
    const number = 1 + chance.below(1_000_000);
    const signer = keysOf('handoff.example/exports', 'note', number).signer;
    return noticed(history, await sampleExport({ entries: history.entries, signer }));
  },
  'export with a forged checkpoint': async (history, chance) => {
    const { signer } = keysOf(ORIGIN, 'note', 1 + chance.below(1_000_000));
    const checkpoint = await signedBy(history.entries, ORIGIN, signer);
    return noticed(history, await sampleExport({ entries: history.entries, checkpoint }));
  },
  'export with a checkpoint of another log': async (history, chance) => {
    const origin = `${chance.below(1_000_000)}.example/${ORIGIN.split('/').at(-1)!}`;
    const checkpoint = await signedBy(history.entries, origin, keysOf(origin).signer);
    return noticed(history, await sampleExport({ entries: history.entries, checkpoint }));
  },
  'export with a replayed checkpoint': async (history, chance) => {
    const size = BigInt(1 + chance.below(history.entries.length - 1));
    const checkpoint = await checkpointOf(logOf(history.entries), size);
    return noticed(history, await sampleExport({ entries: history.entries, checkpoint }));
  },
  'row of an export exchanged': async (history, chance) => {
    const [a, b] = [chance.below(history.entries.length), chance.below(history.entries.length)];
    if (a === b) return undefined;
    const forge: NonNullable<Parameters<typeof sampleExport>[0]['forge']> = (row, index) => {
      const { leaf, open } = history.entries[index === a ? b : a]!;
      return index === a || index === b ? { leaf: leaf.toString(), open } : row;
    };
    return noticed(history, await sampleExport({ entries: history.entries, forge }));
  },
};
