/**
 * Finds the known word that a written word most likely was meant to be: one letter missing, doubled, added, wrong, or two
 * swapped. Also finds two known words written without the space between them.
 *
 * The deletion neighbourhood of every known word (itself and itself without one letter) is kept by hash. The hashes of a
 * written word without each of its letters follow from its prefix hashes, so a word costs time linear in its length and
 * makes no strings; only a hit is compared letter by letter.
 */
export interface NearMiss {
  /** The known word one slip away from `written`, or undefined. `written` must not be a known word itself. */
  spelling(written: string): string | undefined;
  /** Two known words whose concatenation is `written`. */
  split(written: string): readonly [string, string] | undefined;
}

/** Shorter words have too many real neighbours. */
const shortest = 4;
const longest = 24;

const base = 31;
const powers = new Int32Array(longest + 2);
powers[0] = 1;
for (let i = 1; i < powers.length; i++) powers[i] = Math.imul(powers[i - 1] ?? 0, base);

/** prefixes[i] is the hash of the first i letters of the word being looked up. */
const prefixes = new Int32Array(longest + 1);

function hashPrefixes(word: string): number {
  for (let i = 0; i < word.length; i++) {
    prefixes[i + 1] = (Math.imul(prefixes[i] ?? 0, base) + word.charCodeAt(i)) | 0;
  }
  return prefixes[word.length] ?? 0;
}

function hashFrom(start: number, length: number): number {
  return ((prefixes[length] ?? 0) - Math.imul(prefixes[start] ?? 0, powers[length - start] ?? 0)) | 0;
}

function hashWithout(index: number, length: number): number {
  return (Math.imul(prefixes[index] ?? 0, powers[length - 1 - index] ?? 0) + hashFrom(index + 1, length)) | 0;
}

/** Whether one insertion, deletion, substitution or swap of neighbours turns `written` into `meant`. */
function oneSlipApart(written: string, meant: string): boolean {
  const longer = written.length - meant.length;
  let same = 0;
  while (same < written.length && written[same] === meant[same]) same++;
  if (longer === 1) return written.slice(same + 1) === meant.slice(same);
  if (longer === -1) return written.slice(same) === meant.slice(same + 1);
  if (longer !== 0) return false;
  if (written.slice(same + 1) === meant.slice(same + 1)) {
    // Another first letter makes another short word far more often than it makes a slip: "walk", "deal", "wait".
    return same > 0 || meant.length > shortest + 1;
  }
  return (
    written[same] === meant[same + 1] &&
    written[same + 1] === meant[same] &&
    written.slice(same + 2) === meant.slice(same + 2)
  );
}

/** @param known the vocabulary, folded. */
export function nearMisses(known: Iterable<string>): NearMiss {
  const neighbourhood = new Map<number, string[]>();
  const exact = new Map<number, string>();
  const remember = (hash: number, word: string) => {
    const words = neighbourhood.get(hash);
    if (words === undefined) neighbourhood.set(hash, [word]);
    else if (!words.includes(word)) words.push(word);
  };
  for (const word of known) {
    if (word.length > longest) continue;
    const hash = hashPrefixes(word);
    exact.set(hash, word);
    if (word.length < shortest) continue;
    remember(hash, word);
    for (let i = 0; i < word.length; i++) remember(hashWithout(i, word.length), word);
  }

  const near = (hash: number, written: string) =>
    neighbourhood.get(hash)?.find((meant) => oneSlipApart(written, meant));

  return {
    spelling(written) {
      const { length } = written;
      if (length < shortest - 1 || length > longest) return undefined;
      let found = near(hashPrefixes(written), written);
      for (let i = 0; i < length && found === undefined; i++) found = near(hashWithout(i, length), written);
      return found;
    },
    split(written) {
      const { length } = written;
      if (length <= shortest || length > longest) return undefined;
      hashPrefixes(written);
      for (let i = 1; i < length; i++) {
        if (i < shortest && length - i < shortest) continue;
        const first = exact.get(prefixes[i] ?? 0);
        const second = first === undefined ? undefined : exact.get(hashFrom(i, length));
        if (first !== undefined && second !== undefined && first + second === written) return [first, second];
      }
      return undefined;
    },
  };
}
