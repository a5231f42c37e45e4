import { setTimeout as pause } from 'node:timers/promises';

/** Something that was started. */
export interface StartedPart {
  /** As a sentence names it: `the application`. */
  readonly name: string;
  readonly stop: () => Promise<void>;
  /** How long it may take before those that were started earlier are stopped beside it, in milliseconds. */
  readonly withinMs?: number;
  /** Ends it at once, without a word to anybody: called where nobody waits any longer, just before the process ends. */
  readonly force?: () => void;
}

/** Signals that come this soon after the first are the same one said twice: to a process and again to its group. */
const sameSignalMs = 1_000;

/** Orchestrators wait 10 seconds and more before they kill (Docker: `stop_grace_period`; Kubernetes: 30). */
const limitMs = 9_500;

/**
 * What was started, and the one way to stop it: the last first, once, whoever asks. It never takes longer than its limit, whatever hangs,
 * and a second signal does not wait any longer: the next start recovers.
 */
export class Shutdown {
  private readonly parts: StartedPart[] = [];
  private readonly stopping = new Set<StartedPart>();
  private running: Promise<void> | undefined;
  private begunAt = 0;
  private code = 0;

  constructor(
    private readonly say: (line: string) => void,
    private readonly end: (code: number) => void = (code) => process.exit(code),
    private readonly withinMs = limitMs,
  ) {}

  /** Stops on Ctrl-C, on SIGTERM, and when its terminal is gone. */
  onSignals(): this {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.signalled(signal));
    return this;
  }

  /** What a signal does: the first begins the end, a later one is the end. */
  signalled(signal: NodeJS.Signals): void {
    if (this.running === undefined) {
      this.say('Stopping …');
      void this.now(0);
    } else if (performance.now() - this.begunAt > sameSignalMs) {
      this.cutShort(`${signal} again: ended at once, the next start recovers.`, 130);
    }
  }

  /** A part to stop; at once where everything is being stopped already. */
  async add(part: StartedPart): Promise<void> {
    if (this.running !== undefined) return part.stop();
    this.parts.push(part);
  }

  get begun(): boolean {
    return this.running !== undefined;
  }

  /** Stops everything and ends the process with this exit code, or 1 where something could not be stopped. */
  now(code: number): Promise<void> {
    this.code = Math.max(this.code, code);
    return (this.running ??= this.run());
  }

  private async run(): Promise<void> {
    this.begunAt = performance.now();
    for (const part of this.parts) this.stopping.add(part);
    const limit = setTimeout(() => {
      const names = [...this.stopping].map(({ name }) => name).join(', ');
      const sentence = `Not everything stopped within ${this.withinMs / 1_000} s`;
      this.cutShort(`${sentence} (${names}): ended at once, the next start recovers.`, 1);
    }, this.withinMs);
    for (const part of this.parts.toReversed()) {
      const enough = new AbortController();
      const patience = part.withinMs ?? this.withinMs;
      const late = pause(patience, 'late', { signal: enough.signal }).catch(() => undefined);
      if ((await Promise.race([this.stop(part), late])) === 'late') {
        this.code = Math.max(this.code, 1);
        this.say(`${part.name} has not stopped within ${patience / 1_000} s, and is not waited for any longer.`);
      }
      enough.abort();
    }
    clearTimeout(limit);
    this.leave(this.code);
  }

  private async stop(part: StartedPart): Promise<void> {
    try {
      await part.stop();
      this.stopping.delete(part);
    } catch (error) {
      this.code = Math.max(this.code, 1);
      this.say(`while stopping ${part.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private cutShort(sentence: string, code: number): void {
    this.say(sentence);
    this.leave(Math.max(this.code, code));
  }

  private leave(code: number): void {
    for (const { force } of this.stopping) force?.();
    this.end(code);
  }
}
