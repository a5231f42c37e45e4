/**
 * Where to begin looking for a contact's open conversation on a channel. A hint: it may lag behind the log, never run ahead of it,
 * and whoever asks walks on from there.
 */
export abstract class LatestConversation {
  /** The highest conversation number known, from 1; `undefined` when none is known. */
  abstract find(workspaceId: string, contactId: string, channel: string): Promise<number | undefined>;
}
