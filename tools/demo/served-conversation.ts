import type { AgentProcess } from './agent-process.js';
import { Conversation, type Standing } from './conversation.js';
import { expectThat } from './expect.js';
import type { Stage } from './stage.js';

/** A stage on which the sample agent plays too. */
export interface ServedStage extends Stage {
  readonly agentProcess: AgentProcess;
}

/** A conversation in which the sample agent answers. */
export class ServedConversation extends Conversation {
  constructor(
    private readonly served: ServedStage,
    customer: string,
  ) {
    super(served, customer);
  }

  /** The agent takes its next turn, whatever it makes of it. */
  async agentAnswers({ by, ...standing }: Standing & { readonly by: string }): Promise<void> {
    const report = await this.served.agentProcess.report(this.id);
    const { position } = expectThat(`${by} answers ${this.customer}`, report, { outcome: 'done' });
    const items = await this.follow({ position: position! });
    const author = items.findLast(({ type }) => type === 'AgentReplied')?.authorName ?? 'nobody';
    expectThat(`who answers ${this.customer}`, author, by);
    await this.stands(standing, position!);
  }
}
