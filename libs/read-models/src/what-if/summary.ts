import type { Moment, Unknown } from './replay.js';

/** How often each trigger led to something. */
export type ByTrigger = Readonly<Record<string, number>>;

/** The two courses side by side. */
export interface WhatIfSummary {
  readonly conversations: number;
  readonly recorded: { readonly handoffs: ByTrigger; readonly offers: ByTrigger };
  readonly would: { readonly handoffs: ByTrigger; readonly offers: ByTrigger };
  /** Moments that differ: what would have happened besides, what would not have, and what otherwise; of all these, estimates. */
  readonly besides: number;
  readonly not: number;
  readonly otherwise: number;
  readonly estimates: number;
  readonly unknown: { readonly erased: number; readonly notAssessed: number };
}

/** Counts on, one conversation after another. */
export class Summing {
  private conversations = 0;
  private readonly recorded = { handoffs: {}, offers: {} };
  private readonly would = { handoffs: {}, offers: {} };
  private besides = 0;
  private not = 0;
  private otherwise = 0;
  private estimates = 0;
  private readonly unknown = { erased: 0, notAssessed: 0 };

  add({ moments, unknown }: { readonly moments: readonly Moment[]; readonly unknown: readonly Unknown[] }): void {
    this.conversations += 1;
    for (const moment of moments) {
      count(this.recorded, moment.recorded);
      count(this.would, moment.would);
      if (!differs(moment)) continue;
      if (happens(moment.recorded) && happens(moment.would)) this.otherwise += 1;
      else if (happens(moment.would)) this.besides += 1;
      else this.not += 1;
      if (moment.certainty === 'estimate') this.estimates += 1;
    }
    for (const { why } of unknown) this.unknown[why === 'erased' ? 'erased' : 'notAssessed'] += 1;
  }

  get result(): WhatIfSummary {
    const { conversations, recorded, would, besides, not, otherwise, estimates, unknown } = this;
    return { conversations, recorded, would, besides, not, otherwise, estimates, unknown };
  }
}

/** Whether the two courses differ in what a customer would notice: a refusal is none. */
export function differs({ recorded, would }: Pick<Moment, 'recorded' | 'would'>): boolean {
  return nameOf(recorded) !== nameOf(would);
}

function happens(outcome: Moment['would']): boolean {
  return nameOf(outcome) !== '';
}

function nameOf(outcome: Moment['would']): string {
  return outcome === null || outcome.kind === 'refused' ? '' : `${outcome.kind} ${outcome.trigger}`;
}

function count(into: { handoffs: Record<string, number>; offers: Record<string, number> }, outcome: Moment['would']) {
  if (outcome === null || outcome.kind === 'refused') return;
  const counts = outcome.kind === 'handoff' ? into.handoffs : into.offers;
  counts[outcome.trigger] = (counts[outcome.trigger] ?? 0) + 1;
}
