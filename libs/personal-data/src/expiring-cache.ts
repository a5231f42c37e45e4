/** Remembers at most `limit` values, none for longer than `lifeMs`: what another process erased is forgotten by then. */
export class ExpiringCache<Value> {
  private readonly entries = new Map<string, { value: Value; until: number }>();

  constructor(
    private readonly limit: number,
    private readonly lifeMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get(name: string): Value | undefined {
    const entry = this.entries.get(name);
    if (entry === undefined) return undefined;
    if (entry.until > this.now()) return entry.value;
    this.entries.delete(name);
    return undefined;
  }

  set(name: string, value: Value): void {
    this.entries.delete(name);
    this.entries.set(name, { value, until: this.now() + this.lifeMs });
    // All live equally long, so the oldest are the first to expire, and the first to give way.
    for (const [oldest, { until }] of this.entries) {
      if (this.entries.size <= this.limit && until > this.now()) break;
      this.entries.delete(oldest);
    }
  }

  delete(name: string): void {
    this.entries.delete(name);
  }
}
