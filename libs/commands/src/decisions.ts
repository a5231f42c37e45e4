import {
  refuse,
  workspace,
  type Actor,
  type Agent,
  type Aggregate,
  type Decision,
  type DomainEvent,
  type Instant,
  type NewId,
  type Workspace,
} from '#domain';
import { commandHash, decideOn, type CommandMeta, type Decided } from '#event-store';
import type { IssuedCommand } from './issued-command.js';
import type { Platform } from './platform.js';

/** What a decision is told besides the state and the request: it reads no clock and no other stream. */
export interface Surroundings {
  readonly at: Instant;
  readonly newId: NewId;
  readonly actor: Actor;
  readonly workspace: Workspace;
  readonly agent: (id: string) => Agent | undefined;
}

/** Takes the decisions of commands: gives them their surroundings, stores what they answer, and says where it stands. */
export class Decisions {
  constructor(private readonly platform: Platform) {}

  /**
   * Decides a command on its stream. A change of configuration is answered when this process knows it, so that the caller's
   * next command already decides by it.
   * @throws Rejected, EventStoreUnavailable
   */
  async take<Request, State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    command: IssuedCommand<Request, State>,
    decide: (state: State, request: Request, surroundings: Surroundings) => Decision<Event>,
  ): Promise<Decided<State>> {
    const { id, request } = command;
    const meta = this.metaOf(command);
    const decided = await decideOn(
      this.platform.store,
      aggregate,
      id,
      (state, newId) => decide(state, request, this.surroundings(aggregate.category, meta, newId)),
      meta,
    );
    if (aggregate.category === 'agent' || aggregate.category === 'workspace')
      await this.platform.settings.reached(decided.receipt.position);
    return decided;
  }

  /** The issuer is part of the body: nobody gets the answer to a command of somebody else. */
  private metaOf({ constructor, id, request, issue }: IssuedCommand<unknown, unknown>): CommandMeta {
    const body = { id, request, actor: issue.actor };
    return { ...issue, commandHash: commandHash(this.platform.commandKey, constructor.name, body) };
  }

  private surroundings(category: string, { workspaceId, actor }: CommandMeta, newId: NewId): Surroundings {
    const { clock, settings } = this.platform;
    const known = settings.workspace(workspaceId);
    // Only the command that creates a workspace comes before it.
    if (known === undefined && category !== workspace.category) throw refuse('workspace_not_found', { workspaceId });
    return {
      at: clock.now(),
      newId,
      actor,
      workspace: known ?? workspace.initial,
      agent: (id) => settings.agent(workspaceId, id),
    };
  }
}
