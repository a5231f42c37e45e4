/** What can be wrong with the record; of each kind the first place is named. */
export type FindingKind =
  | 'leaf_missing'
  | 'leaf_changed'
  | 'leaf_reordered'
  | 'leaf_without_event'
  | 'event_without_leaf'
  | 'event_changed'
  | 'event_unreadable'
  | 'entry_gap'
  | 'tree_differs'
  | 'checkpoint_forged'
  | 'checkpoint_differs'
  | 'checkpoint_larger'
  | 'row_missing'
  | 'row_invented'
  | 'row_changed';

export interface Finding {
  readonly kind: FindingKind;
  /** Where: a workspace with an index, a stream with a revision, or a view with a key. No personal value. */
  readonly place: string;
}

/** Collects findings: how many there are of each kind, and where the first one is. */
export class Findings {
  private readonly found = new Map<FindingKind, { readonly place: string; count: number }>();

  add(kind: FindingKind, place: string): void {
    const known = this.found.get(kind);
    if (known === undefined) this.found.set(kind, { place, count: 1 });
    else known.count += 1;
  }

  get list(): readonly (Finding & { readonly count: number })[] {
    return [...this.found].map(([kind, { place, count }]) => ({ kind, place, count }));
  }
}
