/** Bytes of a file, both ends included. */
export interface FilePart {
  readonly start: number;
  readonly end: number;
}

/**
 * What a `Range` header asks of a file (RFC 9110 section 14.2): `undefined` for all of it, also where the header is not understood;
 * `null` when there are no such bytes. Of several ranges none is served.
 * @param only the bytes of which file are wanted (`If-Range`, section 13.1.5): of another one, all
 */
export function partOf(
  header: string | undefined,
  { size, tag }: { readonly size: number; readonly tag: string },
  only: string | undefined = tag,
): FilePart | undefined | null {
  if (only !== tag) return undefined;
  const [, from, to] = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  if (from === '') return Number(to) === 0 ? null : { start: Math.max(0, size - Number(to)), end: size - 1 };
  if (Number(from) >= size) return null;
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return end < Number(from) ? undefined : { start: Number(from), end };
}
