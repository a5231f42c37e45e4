import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { agent, agentSettings, registerAgent, type Agent, type Member } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';
import { changedSettings, type AgentChange } from './agent-change.js';

/** A new AI agent, with version 1 applied and nothing published. What is not said of its settings is the default. */
export class RegisterAgent extends IssuedCommand<
  { readonly member: Member; readonly name: string; readonly settings?: AgentChange },
  Agent
> {}

@CommandHandler(RegisterAgent)
export class RegisterAgentHandler implements ICommandHandler<RegisterAgent> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RegisterAgent) {
    return this.decisions.take(agent, command, (state, { member, name, settings = {} }, context) =>
      registerAgent(
        state,
        { agentId: command.id, member, name, settings: changedSettings(agentSettings({ name }), settings) },
        context,
      ),
    );
  }
}
