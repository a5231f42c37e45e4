import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RecordConnectorChanged, RecordWebhookChanged } from '#commands';
import type { ConnectorChange, WebhookChange } from '#domain';
import type { Connector, Subscription } from '#messaging';
import type { Caller } from '../http/caller.js';

/**
 * Who changes webhooks and connectors, as entries of the workspace's audit log. They are kept beside the log, so the entry comes first: where
 * it cannot be written, nothing is changed. A repeated request writes it once.
 */
@Injectable()
export class RecordedChanges {
  constructor(private readonly bus: CommandBus) {}

  /** @throws Rejected `role_not_allowed`, `command_id_reused` */
  async webhook(
    { workspaceId, member, issue }: Caller,
    { id, url }: Pick<Subscription, 'id' | 'url'>,
    change: WebhookChange,
    more: Partial<Pick<Subscription, 'types' | 'personal'>> = {},
  ): Promise<void> {
    const request = { member, webhookId: id, change, host: hostOf(url), ...more };
    await this.bus.execute(new RecordWebhookChanged(workspaceId, request, issue));
  }

  /** @throws Rejected `role_not_allowed`, `command_id_reused` */
  async connector(
    { workspaceId, member, issue }: Caller,
    { channel, kind, url }: Pick<Connector, 'channel' | 'kind' | 'url'>,
    change: ConnectorChange,
  ): Promise<void> {
    const request = { member, channel, change, kind, host: url === null ? null : hostOf(url) };
    await this.bus.execute(new RecordConnectorChanged(workspaceId, request, issue));
  }
}

/** The host of an address and its port: what comes before and after may be known to two parties only. Empty where it names none. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
