import type { EventsOf, Instant, Personal } from '../kernel.js';

/* The storage format of `workspace-{id}` streams: version with care. Every event is an entry of the workspace audit log. */

export type Role = 'owner' | 'admin' | 'supervisor' | 'operator' | 'auditor';

/** One step of waiting for a person, due `afterSeconds` after the conversation entered the queue. */
export type WaitStep =
  | { readonly kind: 'notify'; readonly afterSeconds: number }
  | { readonly kind: 'contact_form'; readonly afterSeconds: number }
  | { readonly kind: 'fallback_team'; readonly afterSeconds: number; readonly teamId: string }
  | { readonly kind: 'close'; readonly afterSeconds: number };

export interface WaitPolicy {
  readonly steps: readonly WaitStep[];
  /** Seconds an assignee has for the first and for each next answer; `null`: no limit. */
  readonly firstResponseSeconds: number | null;
  readonly nextResponseSeconds: number | null;
}

/** Weekly opening hours in a named time zone; days are 1 (Monday) … 7; times `HH:MM`. `null` hours: always open. */
export interface BusinessHours {
  readonly timeZone: string;
  readonly weekly: readonly { readonly day: number; readonly opens: string; readonly closes: string }[];
  /** Outside the hours a handoff still enters the queue (a request for a person always wins); the form may go out at once. */
  readonly offHours: 'queue' | 'queue_and_contact_form';
}

/** Row 76: what a transfer to AI meets when the customer asked for a person, or when the reason was a delicate one. */
export interface TransferPolicy {
  readonly whenCustomerAsked: 'warn' | 'deny';
  readonly whenSensitive: 'warn' | 'deny';
}

/** Why somebody was not let in who named this workspace. */
export type AccessRefusal =
  'role_not_allowed' | 'member_removed' | 'unknown_member' | 'key_revoked' | 'key_expired' | 'wrong_key';

/** What somebody did to a webhook, and to how a channel is connected. */
export type WebhookChange = 'created' | 'paused' | 'resumed' | 'secret_changed' | 'removed';
export type ConnectorChange = 'set' | 'secret_changed' | 'removed';

interface Entry {
  readonly entry: number;
  /** Who changed it, by name, so that the audit log stands on its own. */
  readonly byName: Personal<string>;
}

export interface WorkspaceEventMap {
  WorkspaceCreated: Entry & { readonly workspaceId: string; readonly name: string };
  DefaultAgentSet: Entry & { readonly channel: string | null; readonly agentId: string | null };
  MemberAdded: Entry & { readonly memberId: string; readonly name: Personal<string>; readonly role: Role };
  MemberRoleChanged: Entry & { readonly memberId: string; readonly from: Role; readonly to: Role };
  MemberRemoved: Entry & { readonly memberId: string };
  TeamChanged: Entry & {
    readonly teamId: string;
    readonly name: string;
    readonly memberIds: readonly string[];
    readonly removed: boolean;
  };
  WaitPolicyChanged: Entry & { readonly version: number; readonly policy: WaitPolicy };
  BusinessHoursChanged: Entry & { readonly version: number; readonly hours: BusinessHours | null };
  ReasonCodesChanged: Entry & { readonly toPeople: readonly string[]; readonly toAi: readonly string[] };
  LoopLimitChanged: Entry & { readonly limit: number };
  /** Version 2: version 1 knew `whenCustomerAsked` only. */
  TransferPolicyChanged: Entry & TransferPolicy;
  ChannelChanged: Entry & {
    readonly channel: string;
    readonly environment: 'live' | 'staging';
    readonly enabled: boolean;
  };
  ApiKeyIssued: Entry & {
    readonly keyId: string;
    /** Who holds it: `integration` or `agent_runtime`. */
    readonly scope: string;
    readonly expiresAt: Instant | null;
    /** What people call it. */
    readonly name?: string;
    /** The one agent that a runtime speaks for. */
    readonly agentId?: string;
    /** What it may do, where that is less than all that its scope may. */
    readonly permissions?: readonly string[];
    /** SHA-256 of the key's secret, which nobody but its holder has, in hexadecimal digits. */
    readonly hash?: string;
  };
  /** Who else hears of events. Never its secret; of its address the host alone, since the rest may let in whoever knows it. */
  WebhookChanged: Entry & {
    readonly webhookId: string;
    readonly change: WebhookChange;
    readonly host: string;
    /** Of a new one: which types it is sent (none: all), and whether personal fields go out open. */
    readonly types?: readonly string[];
    readonly personal?: boolean;
  };
  /** How a channel reaches its customers; `host` is `null` for our own chat. */
  ConnectorChanged: Entry & {
    readonly channel: string;
    readonly change: ConnectorChange;
    /** `webhook`, `web` or `staging`. */
    readonly kind: string;
    readonly host: string | null;
  };
  ApiKeyRevoked: Entry & { readonly keyId: string };
  EvidenceViewed: Entry & { readonly what: string; readonly id: string };
  /** Attempts of one kind that were refused, told once for a stretch of time: `count` of them since `since`. */
  AccessRefused: Entry & {
    readonly reason: AccessRefusal;
    /** What was asked for: permissions of the table. Empty where nothing was asked yet. */
    readonly what: string;
    readonly count: number;
    readonly since: Instant;
    /** The API key that was shown, where it was one. */
    readonly keyId?: string;
  };
  /** The key that signs the workspace's ledger changes. Both are public keys, as auditors write them into their policies. */
  LedgerKeyRotated: Entry & { readonly newKey: string; readonly oldKey: string };
  LegalHoldSet: Entry & { readonly contactId: string; readonly held: boolean };
}

export type WorkspaceEvent = EventsOf<WorkspaceEventMap>;
