import type { CommandBus } from '@nestjs/cqrs';
import { SweepRemovedMember, type ConversationHints } from '#commands';
import { newIdsOf } from '#event-store';
import type { RemovedMemberJob } from '#read-models';

/** Puts what a removed member still has back into the queue. Done again it finds nothing, and a job that fails is tried again. */
export async function sweepRemovedMember(
  { workspaceId, memberId }: RemovedMemberJob,
  {
    jobId,
    commands,
    hints,
  }: { readonly jobId: string; readonly commands: CommandBus; readonly hints: ConversationHints },
): Promise<void> {
  for (const conversationId of await hints.assignedTo(workspaceId, memberId)) {
    // By the job: a second sweep is another command, for a claim that came in between.
    const commandId = newIdsOf(`conversation-${conversationId}`, 'sweep')(jobId);
    const issue = {
      commandId,
      workspaceId,
      actor: { kind: 'system', id: 'timekeeper' },
      correlationId: commandId,
    } as const;
    await commands.execute(new SweepRemovedMember(conversationId, { memberId }, issue));
  }
}
