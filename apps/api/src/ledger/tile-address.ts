/** Which tile an address names; `entries` for the bundle of entries under one of level 0. */
export interface TileAddress {
  readonly level: number | 'entries';
  readonly index: bigint;
  readonly width: number;
}

/**
 * Reads the address of a tile (C2SP tlog-tiles): a level or `entries`, the index in groups of three digits, all but the last one with an
 * `x` in front, and `.p/WIDTH` for one that is not full.
 */
export function tileAt(path: string): TileAddress | undefined {
  const found = /^(entries|\d|[1-5]\d|6[0-3])\/((?:x\d{3}\/)*)(\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (found === null) return undefined;
  const [, level, groups, last, partial] = found;
  const width = partial === undefined ? 256 : Number(partial);
  // One address per tile: no leading zeros, no full tile by the address of a partial one.
  if (width < 1 || (partial !== undefined && (width > 255 || partial !== String(width)))) return undefined;
  if (groups!.startsWith('x000/') || groups!.length > 20) return undefined;
  const index = BigInt(groups!.replace(/[x/]/g, '') + last!);
  return { level: level === 'entries' ? level : Number(level), index, width };
}
