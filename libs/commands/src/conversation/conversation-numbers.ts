import { Injectable } from '@nestjs/common';
import { ConversationHints } from './conversation-hints.js';

/** How many contacts a process remembers the number of. */
const maxKnown = 50_000;

/** Which conversation of a contact on a channel is the latest, as far as this process knows. */
@Injectable()
export class ConversationNumbers {
  private readonly known = new Map<string, number>();

  constructor(private readonly hints: ConversationHints) {}

  /** Where to begin looking: the latest number known, or 1. */
  async find(workspaceId: string, contactId: string, channel: string): Promise<number> {
    const key = keyOf(contactId, channel);
    return this.known.get(key) ?? (await this.hints.latest(workspaceId, contactId, channel)) ?? 1;
  }

  /** Remembers the number; one that was overtaken meanwhile is not taken back. */
  note(contactId: string, channel: string, sequence: number): void {
    const key = keyOf(contactId, channel);
    const before = this.known.get(key) ?? 0;
    this.known.delete(key);
    this.known.set(key, Math.max(before, sequence));
    if (this.known.size > maxKnown) this.known.delete(this.known.keys().next().value!);
  }
}

function keyOf(contactId: string, channel: string): string {
  return `${contactId}/${channel}`;
}
