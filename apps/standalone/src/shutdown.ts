/**
 * What was started, and the one way to stop it: the last first, once, whoever asks. A second Ctrl-C does not wait any longer: the
 * next start recovers.
 */
export class Shutdown {
  private readonly parts: (() => Promise<void>)[] = [];
  private running: Promise<void> | undefined;
  private code = 0;

  /** Stops on Ctrl-C and on SIGTERM. */
  onSignals(): this {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        if (this.running !== undefined && signal === 'SIGINT') process.exit(130);
        process.stderr.write('\nStopping …\n');
        void this.now(0);
      });
    return this;
  }

  /** A part to stop; at once where everything is being stopped already. */
  async add(stop: () => Promise<void>): Promise<void> {
    if (this.running !== undefined) return stop();
    this.parts.push(stop);
  }

  get begun(): boolean {
    return this.running !== undefined;
  }

  /** Stops everything and ends the process. */
  now(code: number): Promise<void> {
    this.code = Math.max(this.code, code);
    return (this.running ??= this.run());
  }

  private async run(): Promise<void> {
    for (const stop of this.parts.reverse()) {
      try {
        await stop();
      } catch (error) {
        this.code = 1;
        process.stderr.write(`while stopping: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
    process.exit(this.code);
  }
}
