import type { Principal } from '#access';

/** A command that came over Kafka, from somebody whose token was verified. Everything else about it is still to be checked. */
export interface CommandRequest {
  readonly commandId: string;
  /** The command's name, e.g. `ClaimConversation`. */
  readonly type: string;
  /** The stream's id; absent where the command makes the stream. */
  readonly subject: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly correlationId: string;
}

export interface CommandReceipt {
  readonly stream: string;
  readonly revision: bigint;
  /** Absent where nothing was left to do. */
  readonly position?: bigint | undefined;
}

/**
 * Does with a command what HTTP would: holds the body against the same schema, asks whether the principal may, and executes it.
 *
 * @throws Rejected for every no, an unknown command and an invalid body included; EventStoreUnavailable where trying again helps
 */
export interface CommandDispatcher {
  dispatch(request: CommandRequest): Promise<CommandReceipt>;
}
