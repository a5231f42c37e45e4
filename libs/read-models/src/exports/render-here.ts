import { askOf } from '../ledger/checkpoint-queries.js';
import { exportLeaves } from './export-leaves.js';
import type { RenderParts } from './export-order.js';
import { PageLines, type PageOrder, type PageRenderer, type RenderedPage } from './page-renderer.js';

/** Reads and renders pages in this thread. */
export class RenderHere implements PageRenderer {
  /** One page is on its way while the other is rendered. */
  readonly atOnce = 2;
  private readonly lines: PageLines;
  private readonly reading = new Set<Promise<unknown>>();

  constructor(
    private readonly parts: Pick<RenderParts, 'read' | 'keys'>,
    private readonly order: PageOrder,
  ) {
    this.lines = new PageLines(order, parts.keys);
  }

  async render(from: bigint, until: bigint): Promise<RenderedPage> {
    const leaves = this.parts.read((reader) => exportLeaves(askOf(reader), this.order.workspaceId, from, until));
    this.reading.add(leaves);
    try {
      return await this.lines.render(from, await leaves);
    } finally {
      this.reading.delete(leaves);
    }
  }

  release(): void {}

  /** Whoever goes early must not leave a transaction open behind them. */
  async close(): Promise<void> {
    await Promise.allSettled(this.reading);
  }
}
