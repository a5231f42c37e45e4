/**
 * Finds the known words that a written word may have been meant to be: one letter missing, doubled, added, wrong, or two
 * swapped. Also finds two known words written without the space between them.
 *
 * The deletion neighbourhood of every known word (itself and itself without one letter) is kept by hash. The hashes of a
 * written word without each of its letters follow from its prefix hashes, so a word costs time linear in its length and
 * makes no strings; only a hit is compared letter by letter.
 */
export interface NearMiss {
  /** The words one slip away from `written`, which must not be a known word itself. */
  meant(written: string): readonly string[];
  /** Two known words whose concatenation is `written`, one of them at least four letters long and the second at least two. */
  split(written: string): readonly [string, string] | undefined;
  /** Three or more known words without a blank between them, one of them a word to find of at least four letters. */
  unglue(written: string): readonly string[] | undefined;
}

/** Shorter words have too many real neighbours. */
const shortest = 4;
const longest = 40;

/** What is taken apart into three or more words: the least letters of the whole, the most of each part. */
const leastGlued = 8;
const longestPart = 16;

/** Words of two letters cost less, so that "getmeanagent" is "get me an agent" and not "get mean agent". */
const costOf = (length: number) => (length === 2 ? 2 : length === 1 ? 3 : 4);

const base = 31;
const powers = new Int32Array(longest + 2);
powers[0] = 1;
for (let i = 1; i < powers.length; i++) powers[i] = Math.imul(powers[i - 1] ?? 0, base);

/** prefixes[i] is the hash of the first i letters of the word being looked up. */
const prefixes = new Int32Array(longest + 1);

/** For the run of letters being taken apart: one more than the least cost of known words for its first i letters, 0 for none. */
const least = new Uint8Array(longest + 1);
/** Where the last of those begins. */
const cameFrom = new Uint8Array(longest + 1);

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

/** Whether `a` from `i` on is `b` from `j` on. */
function sameRest(a: string, i: number, b: string, j: number): boolean {
  if (a.length - i !== b.length - j) return false;
  while (i < a.length) if (a.charCodeAt(i++) !== b.charCodeAt(j++)) return false;
  return true;
}

/** Whether one insertion, deletion, substitution or swap of neighbours turns `written` into `meant`. */
function oneSlipApart(written: string, meant: string): boolean {
  let same = 0;
  while (same < written.length && written.charCodeAt(same) === meant.charCodeAt(same)) same++;
  if (written.length > meant.length) return sameRest(written, same + 1, meant, same);
  if (written.length < meant.length) return sameRest(written, same, meant, same + 1);
  if (sameRest(written, same + 1, meant, same + 1)) {
    // In a short word another first letter more often makes another word than it is a slip: "walk", "deal".
    return same > 0 || meant.length > shortest;
  }
  return (
    written[same] === meant[same + 1] &&
    written[same + 1] === meant[same] &&
    sameRest(written, same + 2, meant, same + 2)
  );
}

/** A table by hash that says at once that most words are not in it. */
function hashTable<T>() {
  const values = new Map<number, T>();
  const taken = new Uint8Array(0x10000);
  const slot = (hash: number) => (hash ^ (hash >>> 16)) & 0xffff;
  return {
    get: (hash: number) => (taken[slot(hash)] === 1 ? values.get(hash) : undefined),
    set(hash: number, value: T) {
      taken[slot(hash)] = 1;
      values.set(hash, value);
    },
  };
}

/**
 * @param words those to find when misspelled; of two run together, one must be of these.
 * @param known every known word; all are folded.
 */
export function nearMisses(words: readonly string[], known: Iterable<string>): NearMiss {
  const neighbourhood = hashTable<string[]>();
  const exact = hashTable<string>();
  const key = new Set(words);
  const remember = (hash: number, word: string) => {
    const neighbours = neighbourhood.get(hash);
    if (neighbours === undefined) neighbourhood.set(hash, [word]);
    else if (!neighbours.includes(word)) neighbours.push(word);
  };
  for (const word of known) exact.set(hashPrefixes(word), word);
  for (const word of key) {
    if (word.length < shortest) continue;
    remember(hashPrefixes(word), word);
    for (let i = 0; i < word.length; i++) remember(hashWithout(i, word.length), word);
  }

  return {
    meant(written) {
      const { length } = written;
      if (length < shortest - 1 || length > longest) return [];
      const found: string[] = [];
      const look = (hash: number) => {
        for (const word of neighbourhood.get(hash) ?? []) {
          if (!found.includes(word) && oneSlipApart(written, word)) found.push(word);
        }
      };
      look(hashPrefixes(written));
      for (let i = 0; i < length; i++) look(hashWithout(i, length));
      return found;
    },
    split(written) {
      const { length } = written;
      if (length <= shortest || length > longest) return undefined;
      hashPrefixes(written);
      for (let i = 1; i < length - 1; i++) {
        const first = exact.get(prefixes[i] ?? 0);
        const second = first === undefined ? undefined : exact.get(hashFrom(i, length));
        if (first === undefined || second === undefined || first + second !== written) continue;
        if ((key.has(first) && i >= shortest) || (key.has(second) && length - i >= shortest)) return [first, second];
      }
      return undefined;
    },
    unglue(written) {
      const { length } = written;
      if (length < leastGlued || length > longest) return undefined;
      hashPrefixes(written);
      least.fill(0, 0, length + 1);
      least[0] = 1;
      for (let from = 0; from < length; from++) {
        const cost = least[from] ?? 0;
        if (cost === 0) continue;
        for (let end = from + 1; end <= length && end - from <= longestPart; end++) {
          const total = cost + costOf(end - from);
          const before = least[end] ?? 0;
          if (before !== 0 && before < total) continue;
          const word = exact.get(hashFrom(from, end));
          if (word?.length !== end - from || !written.startsWith(word, from)) continue;
          least[end] = total;
          cameFrom[end] = from;
        }
      }
      if (least[length] === 0) return undefined;
      const parts: string[] = [];
      for (let end = length; end > 0; end = cameFrom[end] ?? 0) parts.unshift(written.slice(cameFrom[end] ?? 0, end));
      return parts.length > 2 && parts.some((part) => part.length >= shortest && key.has(part)) ? parts : undefined;
    },
  };
}
