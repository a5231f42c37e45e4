import { createSecretKey, type KeyObject } from 'node:crypto';
import {
  refuse,
  workspace,
  type Aggregate,
  type Decision,
  type DecisionContext,
  type DomainEvent,
  type RefusalCode,
} from '#domain';
import { commandHash, decideOn, load, type CommandMeta, type Decided } from '#event-store';
import type { Issue, IssuedCommand } from './issued-command.js';
import type { Platform } from './platform.js';

/** Takes the decisions of commands: tells them what they may know, stores what they answer, and says where it stands. */
export class Decisions {
  private readonly key: KeyObject;

  constructor(private readonly platform: Platform) {
    this.key = createSecretKey(platform.commandKey);
  }

  /** Decides a command on its stream; its id, request and issuer are what the same command id must always stand for. */
  take<Request, State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    command: IssuedCommand<Request, State>,
    decide: (state: State, request: Request, context: DecisionContext) => Decision<Event>,
  ): Promise<Decided<State>> {
    const { constructor, id, request, issue } = command;
    const body = { id, request, actor: issue.actor };
    return this.on(aggregate, id, this.metaOf(issue, constructor.name, body), (state, context) =>
      decide(state, request, context),
    );
  }

  /**
   * Decides on a stream. A change of configuration is answered when this process knows it, so that the caller's next command
   * already decides by it.
   * @throws Rejected, EventStoreUnavailable
   */
  async on<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    id: string,
    meta: CommandMeta,
    decide: (state: State, context: DecisionContext) => Decision<Event>,
  ): Promise<Decided<State>> {
    const decided = await decideOn(
      this.platform.store,
      aggregate,
      id,
      (state, newId) => decide(state, { ...this.contextOf(aggregate.category, meta), newId }),
      meta,
    );
    if (aggregate.category === 'agent' || aggregate.category === 'workspace')
      await this.platform.settings.reached(decided.receipt.position);
    return decided;
  }

  /**
   * Makes sure that a stream is there, before something else is done for its sake.
   * @throws Rejected `…_not_found` when it is not, or is another workspace's
   */
  async known<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    id: string,
    workspaceId: string,
  ): Promise<void> {
    const loaded = await load(this.platform.store, aggregate, `${aggregate.category}-${id}`);
    if (loaded.workspaceId !== workspaceId) throw refuse(`${aggregate.category}_not_found` as RefusalCode, { id });
  }

  /** The metadata of a command with this name and body. */
  metaOf(issue: Issue, name: string, body: unknown): CommandMeta {
    return { ...issue, commandHash: commandHash(this.key, name, body) };
  }

  private contextOf(category: string, { workspaceId, actor }: CommandMeta): Omit<DecisionContext, 'newId'> {
    const { clock, settings } = this.platform;
    const known = settings.workspace(workspaceId);
    // Only the command that creates a workspace comes before it.
    if (known === undefined && category !== workspace.category) throw refuse('workspace_not_found', { workspaceId });
    return {
      at: clock.now(),
      actor,
      workspace: known ?? workspace.initial,
      agent: (id) => settings.agent(workspaceId, id),
    };
  }
}
