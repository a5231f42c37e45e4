import type { EventStore } from '#event-store';

/** How the relay is doing. */
export interface RelayState {
  readonly leading: boolean;
  /** Whether the last try to publish succeeded; undefined before the first. */
  readonly kafka: boolean | undefined;
  readonly position: bigint;
  /** Where the newest published stream's event stands; undefined while unknown or the log is empty. */
  readonly head: bigint | undefined;
  /** Age of the oldest event known to wait for publication; 0 when none does. */
  readonly secondsBehind: number;
  readonly parkedStreams: number;
}

const lookMs = 5_000;

/** Keeps the state, and looks at the head of the log from time to time, since a log that fell silent says nothing. */
export class RelayWatch {
  private state: Omit<RelayState, 'secondsBehind'> = {
    leading: false,
    kafka: undefined,
    position: -1n,
    head: undefined,
    parkedStreams: 0,
  };
  private oldestHeld: Date | undefined;
  private aheadSince: Date | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly store: EventStore,
    private readonly prefixes: readonly string[],
    private readonly onState: ((state: RelayState) => void) | undefined,
    private readonly onFault: ((what: string, error: unknown) => void) | undefined,
  ) {
    this.timer = setInterval(() => void this.look(), lookMs).unref();
  }

  leading(leading: boolean): void {
    this.change({ leading });
  }

  kafka(kafka: boolean): void {
    if (kafka !== this.state.kafka) this.change({ kafka });
  }

  parked(parkedStreams: number): void {
    if (parkedStreams !== this.state.parkedStreams) this.change({ parkedStreams });
  }

  /** A batch is in hand whose first event was written then. */
  holding(oldest: Date | undefined): void {
    this.oldestHeld = oldest;
  }

  at(position: bigint): void {
    this.oldestHeld = undefined;
    this.aheadSince = undefined;
    this.change({ position });
  }

  caughtUp(): void {
    this.change({ head: this.state.position });
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (!this.state.leading) return;
    try {
      const head = await this.store.head(this.prefixes);
      if (head !== undefined) this.change({ head });
    } catch (error) {
      this.onFault?.('looking at the head of the log', error);
    }
  }

  private change(changed: Partial<RelayState>): void {
    this.state = { ...this.state, ...changed };
    const { head, position } = this.state;
    if (head !== undefined && head > position) this.aheadSince ??= new Date();
    const since = this.oldestHeld ?? this.aheadSince;
    const secondsBehind = since === undefined ? 0 : Math.max(0, (Date.now() - since.getTime()) / 1000);
    this.onState?.({ ...this.state, secondsBehind });
  }
}
