import type { Identity } from '#access';

/** A command that came over Kafka, from somebody whose token was verified. Everything else about it is still to be checked. */
export interface CommandRequest {
  readonly commandId: string;
  /** The command's name, e.g. `ClaimConversation`. */
  readonly type: string;
  /** What it is for: the id of a conversation, of an agent; absent where the command makes it. */
  readonly subject: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  readonly principal: Identity;
  /** The token that was verified. */
  readonly token: string;
  readonly correlationId: string;
}

/** Where the command's last event stands, as far as the command has one. */
export interface CommandReceipt {
  readonly stream?: string;
  readonly revision?: bigint;
  readonly position?: bigint;
}

/**
 * Does with a command what HTTP would: holds the body against the same schema, asks whether the principal may, and executes it.
 *
 * @throws Rejected for every no, an unknown command and an invalid body included; EventStoreUnavailable where trying again helps
 */
export interface CommandDispatcher {
  dispatch(request: CommandRequest): Promise<CommandReceipt>;
}
