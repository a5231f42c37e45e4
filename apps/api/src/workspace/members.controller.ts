import { Body, Controller } from '@nestjs/common';
import { CommandBus, type Command } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { AddMember, ChangeRole, ChangeTeam, RemoveMember, RemoveTeam } from '#commands';
import type { Workspace } from '#domain';
import type { Decided } from '#event-store';
import { By, Caller } from '../http/caller.js';
import { Nothing } from '../http/nothing.js';
import { MemberId, TeamId } from '../http/path-ids.js';
import { Receipt, receiptOf } from '../http/receipt.js';
import { CommandRoute } from '../http/route.js';
import { NewMember, RoleBody, TeamBody } from './workspace-bodies.js';

@ApiTags('Workspace')
@Controller('v1/workspace')
export class WorkspaceMembersController {
  constructor(private readonly bus: CommandBus) {}

  @CommandRoute('POST', 'members', {
    permit: 'member.manage',
    summary: 'Add a member, or let one come back',
    answer: Receipt,
    refusals: { 409: ['already_exists'] },
  })
  add(@Body() body: NewMember, @By() { workspaceId, member, issue }: Caller) {
    return this.change(new AddMember(workspaceId, { ...body, member }, issue));
  }

  @CommandRoute('PUT', 'members/:memberId/role', {
    permit: 'member.manage',
    summary: 'Give a member another role',
    about: 'Owners are made and unmade by owners, and one always stays.',
    answer: Receipt,
    refusals: { 404: ['member_not_found'], 409: ['last_owner'] },
  })
  role(@MemberId() memberId: string, @Body() body: RoleBody, @By() { workspaceId, member, issue }: Caller) {
    return this.change(new ChangeRole(workspaceId, { ...body, memberId, member }, issue));
  }

  @CommandRoute('DELETE', 'members/:memberId', {
    permit: 'member.manage',
    summary: 'Remove a member',
    about: 'Soon after, their conversations are back in the queue, at their old places.',
    answer: Receipt,
    refusals: { 404: ['member_not_found'], 409: ['last_owner'] },
  })
  remove(@MemberId() memberId: string, @Body() _body: Nothing, @By() { workspaceId, member, issue }: Caller) {
    return this.change(new RemoveMember(workspaceId, { memberId, member }, issue));
  }

  @CommandRoute('PUT', 'teams/:teamId', {
    permit: 'team.manage',
    summary: 'A team, new or as it shall be now',
    answer: Receipt,
    refusals: { 404: ['member_not_found'], 409: ['changed_meanwhile'] },
  })
  team(@TeamId() teamId: string, @Body() body: TeamBody, @By() { workspaceId, member, issue }: Caller) {
    return this.change(new ChangeTeam(workspaceId, { ...body, teamId, member }, issue));
  }

  @CommandRoute('DELETE', 'teams/:teamId', {
    permit: 'team.manage',
    summary: 'Remove a team; what waits for it waits for everybody',
    answer: Receipt,
    refusals: { 404: ['team_not_found'] },
  })
  removeTeam(@TeamId() teamId: string, @Body() _body: Nothing, @By() { workspaceId, member, issue }: Caller) {
    return this.change(new RemoveTeam(workspaceId, { teamId, member }, issue));
  }

  private async change(command: Command<Decided<Workspace>>): Promise<Receipt> {
    return receiptOf((await this.bus.execute(command)).receipt);
  }
}
