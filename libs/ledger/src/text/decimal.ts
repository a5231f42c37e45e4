/** Sizes and indexes are unsigned 64-bit numbers, as in RFC 9162. */
export const MAX_SIZE = 2n ** 64n - 1n;

/** ASCII decimal without leading zeros, below 2^64; undefined for every other text. */
export function parseDecimal(text: string): bigint | undefined {
  if (!/^(?:0|[1-9][0-9]{0,19})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value <= MAX_SIZE ? value : undefined;
}
