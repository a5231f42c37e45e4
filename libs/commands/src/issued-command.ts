import { Command } from '@nestjs/cqrs';
import type { CommandMeta, Decided } from '#event-store';

/** Who asks, for which workspace, and under which id: the same id twice has one effect. */
export type Issue = Omit<CommandMeta, 'commandHash'>;

/** What every command carries: the stream's id, what is asked, and who asks. */
export abstract class IssuedCommand<Request, State> extends Command<Decided<State>> {
  constructor(
    readonly id: string,
    readonly request: Request,
    readonly issue: Issue,
  ) {
    super();
  }
}
