import { Param, type PipeTransform } from '@nestjs/common';
import { keyPattern, refuse, type RefusalCode } from '#domain';
import { slug } from './fields.js';
import { HttpProblem } from './problem.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Nothing has an id of another form, so there is no such thing. */
class KnownForm implements PipeTransform<string, string> {
  constructor(private readonly refused: () => Error) {}

  transform(id: string): string {
    const lower = id.toLowerCase();
    if (!uuid.test(lower)) throw this.refused();
    return lower;
  }
}

/** Handoffs are looked up by id for reading only, so no decision knows this refusal. */
export function handoffNotFound(): HttpProblem {
  return new HttpProblem(404, 'handoff_not_found', 'There is no such handoff.');
}

/** As with handoffs: no decision knows this refusal. */
export function exportNotFound(): HttpProblem {
  return new HttpProblem(404, 'export_not_found', 'There is no such export.');
}

/** As with handoffs: no decision knows this refusal. */
export function webhookNotFound(): HttpProblem {
  return new HttpProblem(404, 'webhook_not_found', 'There is no such webhook.');
}

class ChannelName implements PipeTransform<string, string> {
  transform(name: string): string {
    if (slug.test(name)) return name;
    throw new HttpProblem(404, 'no_such_channel', 'A channel is named by 1 to 64 lower-case letters, digits, _ or -.');
  }
}

class KeyForm implements PipeTransform<string, string> {
  constructor(private readonly notFound: RefusalCode) {}

  transform(id: string): string {
    if (!keyPattern.test(id) || id.length > 200) throw refuse(this.notFound);
    return id;
  }
}

export const ConversationId = () => Param('id', new KnownForm(() => refuse('conversation_not_found')));
export const AgentId = () => Param('id', new KnownForm(() => refuse('agent_not_found')));
export const ContactId = () => Param('id', new KnownForm(() => refuse('contact_not_found')));
export const Channel = () => Param('channel', new ChannelName());
export const HandoffId = () => Param('id', new KnownForm(handoffNotFound));
export const ExportId = () => Param('id', new KnownForm(exportNotFound));
export const WebhookId = () => Param('id', new KnownForm(webhookNotFound));
export const FollowUpId = () => Param('followUpId', new KnownForm(() => refuse('follow_up_not_found')));
export const ApiKeyId = () => Param('keyId', new KnownForm(() => refuse('api_key_not_found')));
export const MemberId = () => Param('memberId', new KeyForm('member_not_found'));
export const TeamId = () => Param('teamId', new KeyForm('team_not_found'));
