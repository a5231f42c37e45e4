import type { DataSource } from 'typeorm';
import { withWorkspace } from '#access';
import type { Issue } from '#commands';
import { rowsWithin, secretOf, SecretBox, type Rows } from '#messaging';
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

  /** The secret that a request makes for something: the same one for the request repeated, and told by nobody who lacks our key. */
  secretFor(what: string, { workspaceId, commandId }: Issue): string {
    return secretOf(this.box.derive(`made-for:${what}:${workspaceId}:${commandId}`));
  }

  within<T>({ workspaceId }: Pick<Caller, 'workspaceId'>, work: (rows: Rows) => Promise<T>): Promise<T> {
    return withWorkspace(this.dataSource, workspaceId, (manager) => work(rowsWithin(manager)));
  }
}
