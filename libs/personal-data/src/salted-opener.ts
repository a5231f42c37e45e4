import type { OpenedText } from './box.js';
import type { KeyOf, KeyStore } from './key-store.js';
import { openMany, type CommittedBox } from './open-many.js';

/** Opens envelopes with their salts, so that whoever is shown a value can check the commitment to it. */
export class SaltedOpener {
  constructor(private readonly keys: Pick<KeyStore, 'findKeys'>) {}

  /**
   * What the boxes hold, in the same order; undefined where the subject's key was destroyed.
   * @throws NotCommittedTo, KeyMissing
   */
  async openAll(boxes: readonly (KeyOf & CommittedBox)[]): Promise<(OpenedText | undefined)[]> {
    // Many boxes are of few people.
    const places = new Map<string, { readonly whose: KeyOf; readonly at: number[] }>();
    boxes.forEach((box, i) => {
      const name = `${box.workspaceId}|${box.subject}`;
      const place = places.get(name);
      if (place === undefined) places.set(name, { whose: box, at: [i] });
      else place.at.push(i);
    });
    if (places.size === 0) return [];
    const all = [...places.values()];
    const keys = await this.keys.findKeys(all.map(({ whose }) => whose));
    const opened: (OpenedText | undefined)[] = boxes.map(() => undefined);
    all.forEach(({ at }, i) => {
      const key = keys[i];
      if (key === undefined) return;
      const found = openMany(
        key,
        at.map((place) => boxes[place]!),
      );
      at.forEach((place, n) => (opened[place] = found[n]));
    });
    return opened;
  }
}
