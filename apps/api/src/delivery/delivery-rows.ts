import type { DataSource } from 'typeorm';
import { withWorkspace } from '#access';
import { rowsWithin, SecretBox, type Rows } from '#messaging';
import type { Caller } from '../http/caller.js';

/** What is kept of connectors, notifications and webhooks: rows of the caller's workspace only, and the key of their secrets. */
export class DeliveryRows {
  readonly box: SecretBox;

  constructor(
    private readonly dataSource: DataSource,
    commandKey: Buffer,
  ) {
    this.box = new SecretBox(commandKey);
  }

  within<T>({ workspaceId }: Pick<Caller, 'workspaceId'>, work: (rows: Rows) => Promise<T>): Promise<T> {
    return withWorkspace(this.dataSource, workspaceId, (manager) => work(rowsWithin(manager)));
  }
}
