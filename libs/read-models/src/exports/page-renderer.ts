import type { KeyObject } from 'node:crypto';
import type { ExportFilter } from '#domain';
import { EntryLines, type RenderedEntries } from '#ledger';
import { SaltedOpener, type KeyOf } from '#personal-data/opening';
import type { StoredLeaf } from './export-leaves.js';
import { openRows, sortedLeaves, type SortedLeaf } from './open-rows.js';

/** Some entries that follow one another, as an export shows them. */
export interface RenderedPage extends RenderedEntries {
  /** Contacts of whom something is shown as erased. */
  readonly erased: readonly string[];
}

/** Whoever renders pages, here or in another thread; some at a time. */
export interface PageRenderer {
  readonly atOnce: number;
  /** The entries [from, until), or as many of them as are not too much at once. */
  render(from: bigint, until: bigint): Promise<RenderedPage>;
  /** The page's bytes were used. */
  release(page: RenderedPage): void;
  close(): Promise<void>;
}

/** What of an order its lines depend on. */
export interface PageOrder {
  readonly workspaceId: string;
  readonly filter: ExportFilter;
  /** Subjects whose erasure is known: their keys are not asked for, since a memory may hold them for a minute longer. */
  readonly gone: ReadonlySet<string>;
}

/** Whoever keeps the keys of personal data. */
export interface KeysOfPages {
  findKeys(subjects: readonly KeyOf[]): Promise<(KeyObject | undefined)[]>;
}

/** Made at once: what is made of them then dies young, and memory stays small. */
const step = 50;

/** Renders pages, one after the other. */
export class PageLines {
  private readonly lines = new EntryLines();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly order: PageOrder,
    private readonly keys: KeysOfPages,
  ) {}

  /** Its bytes are good until the page after the next is begun. @throws Unexplained, NotCommittedTo, KeyMissing, LeafError, InvalidJson */
  render(from: bigint, stored: readonly StoredLeaf[]): Promise<RenderedPage> {
    const leaves = sortedLeaves(stored, this.order.filter);
    // On their way while the page before is rendered.
    const opener = this.openerFor(leaves);
    const rendered = this.last.then(async () => this.renderNext(from, leaves, await opener));
    opener.catch(() => undefined);
    this.last = rendered.catch(() => undefined);
    return rendered;
  }

  /** With the keys of these leaves and no others, asked for at once. */
  private async openerFor(leaves: readonly SortedLeaf[]): Promise<SaltedOpener> {
    const { workspaceId, gone } = this.order;
    const subjects = new Set<string>();
    for (const { sealed } of leaves)
      if (sealed !== 'withheld') for (const { subject } of sealed) if (!gone.has(subject)) subjects.add(subject);
    const asked = [...subjects];
    const found =
      asked.length === 0 ? [] : await this.keys.findKeys(asked.map((subject) => ({ workspaceId, subject })));
    const bySubject = new Map(asked.map((subject, i) => [subject, found[i]]));
    return new SaltedOpener({
      findKeys: (wanted) => Promise.resolve(wanted.map(({ subject }) => bySubject.get(subject))),
    });
  }

  private async renderNext(from: bigint, leaves: readonly SortedLeaf[], opener: SaltedOpener): Promise<RenderedPage> {
    const { workspaceId, gone } = this.order;
    const erased = new Set<string>();
    for (let at = 0; at < leaves.length; at += step) {
      const opened = await openRows(leaves.slice(at, at + step), workspaceId, opener, gone);
      for (const contact of opened.erased) erased.add(contact);
      this.lines.add(from + BigInt(at), opened.rows);
    }
    return { ...this.lines.take(), erased: [...erased] };
  }
}

/** The pages of [from, end) in their order, each good until the next is asked for. */
export async function* inOrder(
  renderer: PageRenderer,
  from: bigint,
  end: bigint,
  page: number,
): AsyncGenerator<RenderedPage> {
  const coming: { readonly from: bigint; readonly until: bigint; readonly rendered: Promise<RenderedPage> }[] = [];
  const ask = (start: bigint, until: bigint) => {
    const rendered = renderer.render(start, until);
    // A failure is met when its turn comes.
    rendered.catch(() => undefined);
    return { from: start, until, rendered };
  };
  for (let next = from; next < end || coming.length > 0;) {
    while (coming.length < renderer.atOnce && next < end) {
      const until = next + BigInt(page) < end ? next + BigInt(page) : end;
      coming.push(ask(next, until));
      next = until;
    }
    const { from: start, until, rendered } = coming.shift()!;
    const found = await rendered;
    const reached = start + BigInt(found.counts.matched + found.counts.withheld);
    if (reached < until) coming.unshift(ask(reached, until));
    yield found;
    renderer.release(found);
  }
}
