import { agent, workspace, type Agent, type AgentEvent, type Workspace, type WorkspaceEvent } from '#domain';
import { isReadable, type EventStore, type LogEntry, type StoredEvent } from '#event-store';

const streamPrefixes = [`${agent.category}-`, `${workspace.category}-`];

/** How long a command waits until this process has seen its own change, in milliseconds. */
const ownChangeLimitMs = 5_000;

/**
 * Agents and workspaces as their streams tell them, folded in this process from the log and handed to decisions as plain data.
 * An entry that cannot be read leaves its stream as it was; the fault is reported.
 */
export class Settings {
  private readonly known = new Map<string, Workspace>();
  private readonly agents = new Map<string, { readonly workspaceId: string; readonly agent: Agent }>();
  private readonly stopping = new AbortController();
  private readonly waiting = new Set<() => void>();
  private position = -1n;
  private caughtUp = false;
  private following: Promise<void> | undefined;
  private failure: Error | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly onFault: (what: string, error: unknown) => void = () => undefined,
    /** Looks at everything that was in the log at the start, and throws where it must not be used. */
    private readonly inspect: (settings: Settings) => void = () => undefined,
  ) {}

  /** Begins to follow the log; resolves once everything that was in it is known. */
  async start(): Promise<void> {
    this.following ??= this.follow();
    await this.until(() => this.caughtUp);
    if (this.failure !== undefined) throw this.failure;
    this.inspect(this);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
  }

  /** Whether it knows all that was in the log at the start and still follows. */
  isReady(): boolean {
    return this.caughtUp && this.failure === undefined && !this.stopping.signal.aborted;
  }

  workspace(workspaceId: string): Workspace | undefined {
    return this.known.get(workspaceId);
  }

  /** Every workspace of the log. */
  workspaces(): Iterable<Workspace> {
    return this.known.values();
  }

  /** An agent of this workspace; those of others do not exist. */
  agent(workspaceId: string, agentId: string): Agent | undefined {
    const known = this.agents.get(agentId);
    return known?.workspaceId === workspaceId ? known.agent : undefined;
  }

  /** The agents of a workspace, in the order in which they were registered. */
  agentsOf(workspaceId: string): readonly Agent[] {
    return [...this.agents.values()].filter((known) => known.workspaceId === workspaceId).map((known) => known.agent);
  }

  /**
   * Waits until the change at this position of the log is known here, so that the caller's next command decides by it. Gives up
   * after a while: the change is stored all the same, and will be known later.
   */
  async reached(position: bigint): Promise<void> {
    if (this.following !== undefined) await this.until(() => this.position >= position, ownChangeLimitMs);
  }

  /**
   * Whether everything of ours up to a position is known here, waiting for it if need be. Between what was followed and the position
   * there may be nothing of ours at all: then nobody would ever tell, so the log is asked.
   * @throws EventStoreUnavailable
   */
  async covers(position: bigint, limitMs: number): Promise<boolean> {
    if (this.position >= position) return true;
    const between = await this.store.readAll({ after: this.position, maxCount: 1_000, streamPrefixes });
    if (between.entries.length === 0 && between.position >= position) this.advance(between.position);
    await this.until(() => this.position >= position, limitMs);
    return this.position >= position;
  }

  private async follow(): Promise<void> {
    try {
      await this.store.follow({
        after: undefined,
        streamPrefixes,
        maxBatch: 500,
        onBatch: ({ entries, position }) => {
          for (const entry of entries) this.take(entry);
          this.advance(position);
          return Promise.resolve();
        },
        onCaughtUp: () => {
          this.caughtUp = true;
          this.wake();
        },
        signal: this.stopping.signal,
      });
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      this.onFault('settings no longer follow the log', error);
    } finally {
      this.wake();
    }
  }

  private take(entry: LogEntry): void {
    if (!isReadable(entry))
      return this.onFault(`settings: ${entry.stream} holds an unreadable ${entry.type}`, entry.problem);
    const id = entry.stream.slice(entry.stream.indexOf('-') + 1);
    if (entry.stream.startsWith('agent-')) this.takeAgent(id, entry);
    else this.known.set(id, workspace.evolve(this.known.get(id) ?? workspace.initial, entry.event as WorkspaceEvent));
  }

  private takeAgent(id: string, { event, metadata: { workspaceId } }: StoredEvent): void {
    const before = this.agents.get(id)?.agent ?? agent.initial;
    this.agents.set(id, { workspaceId, agent: agent.evolve(before, event as AgentEvent) });
  }

  private advance(position: bigint): void {
    if (position > this.position) this.position = position;
    this.wake();
  }

  private wake(): void {
    for (const look of this.waiting) look();
  }

  /** Resolves when it is true, when following has ended, or when the time is over. */
  private async until(isTrue: () => boolean, limitMs?: number): Promise<void> {
    const over = () => isTrue() || this.failure !== undefined || this.stopping.signal.aborted;
    if (over()) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      const look = () => {
        if (over()) done();
      };
      const timer = limitMs === undefined ? undefined : setTimeout(done, limitMs);
      this.waiting.add(look);
    });
  }
}
