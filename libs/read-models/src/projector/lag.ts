import { streamPrefixes, type EventStore } from '#event-store';

/** How far the views are behind the log. */
export interface Lag {
  readonly position: bigint;
  /** Of the log's newest event; undefined while unknown or the log is empty. */
  readonly head: bigint | undefined;
  /** Age of the newest event that was applied, while there is more; 0 when there is none. */
  readonly secondsBehind: number;
}

/** How often the head of the log is looked at. */
const lookMs = 5_000;

/** Tells the lag after every commit, and, since a silent log says nothing, every few seconds besides. */
export class LagMeter {
  private head: bigint | undefined;
  private appliedAt: Date | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly store: EventStore,
    private position: bigint,
    private readonly options: { readonly onLag?: (lag: Lag) => void; readonly onFault?: (error: unknown) => void },
  ) {
    this.timer = setInterval(() => void this.look(), lookMs).unref();
  }

  committed(position: bigint, appliedAt: Date | undefined): void {
    this.position = position;
    if (appliedAt !== undefined) this.appliedAt = appliedAt;
    this.tell();
  }

  caughtUp(): void {
    this.head = this.position;
    this.tell();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    try {
      this.head = await this.store.head(streamPrefixes);
      this.tell();
    } catch (error) {
      this.options.onFault?.(error);
    }
  }

  private tell(): void {
    const { position, head, appliedAt } = this;
    const behind = head === undefined || head > position;
    const secondsBehind =
      behind && appliedAt !== undefined ? Math.max(0, (Date.now() - appliedAt.getTime()) / 1000) : 0;
    this.options.onLag?.({ position, head, secondsBehind });
  }
}
