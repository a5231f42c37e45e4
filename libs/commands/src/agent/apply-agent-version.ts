import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { agent, agentSettings, applyAgentVersion, type Agent, type Member } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';
import { changedSettings, type AgentChange } from './agent-change.js';

/** Saves a new version of an agent: the last one, changed. */
export class ApplyAgentVersion extends IssuedCommand<
  { readonly member: Member; readonly settings: AgentChange; readonly expectedVersion?: number },
  Agent
> {}

@CommandHandler(ApplyAgentVersion)
export class ApplyAgentVersionHandler implements ICommandHandler<ApplyAgentVersion> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ApplyAgentVersion) {
    return this.decisions.take(agent, command, (state, request, context) => {
      const before = state.versions.at(-1) ?? agentSettings({ name: state.name });
      return applyAgentVersion(state, { ...request, settings: changedSettings(before, request.settings) }, context);
    });
  }
}
