/** What of the answers stories look at by name; which of it is there depends on the route. */
export interface Body {
  readonly [name: string]: unknown;
  readonly code: string;
  readonly detail: string;
  readonly state: string;
  readonly status: string;
  readonly epoch: number;
  readonly position: string;
  readonly stream: string;
  readonly conversationId: string;
  readonly contactId: string;
  readonly messageId: string;
  readonly handoffId: string;
  readonly agentId: string;
  readonly assignee: { readonly id: string; readonly name: string };
  readonly fields: readonly { readonly field: string; readonly problem: string }[];
  readonly items: readonly Item[];
  readonly modes: readonly Item[];
  readonly waiting: number;
  readonly next: string | null;
}

/** One of a list, or a turn. */
export interface Item {
  readonly [name: string]: unknown;
  readonly conversationId: string;
  readonly itemId: string;
  readonly type: string;
  readonly kind: string;
  readonly text: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A turn that an agent owes. */
export interface OwedTurn {
  readonly [name: string]: unknown;
  readonly turnId: string;
  readonly conversationId: string;
  readonly epoch: number;
  readonly messageId: string;
  readonly agentVersion: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  /** Of what is no JSON. */
  readonly text?: string;
  readonly bytes?: Buffer;
}
