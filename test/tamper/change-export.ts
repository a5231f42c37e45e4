import type { Chance } from './chance.js';

/** One way of tampering with an export. Undefined when nothing was changed. */
export type ExportChange = (file: Buffer, chance: Chance) => Buffer | undefined;

const block = 512;

function blocks(file: Buffer): Buffer[] {
  return Array.from({ length: file.length / block }, (_, i) => file.subarray(i * block, (i + 1) * block));
}

/** By class: what somebody might do. */
export const exportChanges: Readonly<Record<string, ExportChange>> = {
  'export: a byte changed': (file, chance) => {
    const copy = Buffer.from(file);
    const at = chance.below(copy.length);
    copy[at] = copy[at]! ^ (1 + chance.below(255));
    return copy;
  },
  'export: truncated': (file, chance) => file.subarray(0, chance.below(file.length)),
  'export: padded': (file, chance) => Buffer.concat([file, Buffer.alloc(1 + chance.below(2_000))]),
  'export: blocks reordered': (file, chance) => {
    const all = blocks(file);
    const [a, b] = [chance.below(all.length), chance.below(all.length)];
    if (all[a]!.equals(all[b]!)) return undefined;
    return Buffer.concat(all.with(a, all[b]!).with(b, all[a]!));
  },
  'export: a line removed': (file, chance) => {
    const start = file.indexOf('{"i":"', file.indexOf('entries.jsonl'));
    const ends: number[] = [];
    for (let at = file.indexOf('\n', start); at > 0 && at < file.length; at = file.indexOf('\n', at + 1)) ends.push(at);
    const n = chance.below(ends.length - 1);
    return Buffer.concat([file.subarray(0, ends[n]! + 1), file.subarray(ends[n + 1]! + 1)]);
  },
};
