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
  ApiKeyIssued: Entry & { readonly keyId: string; readonly scope: string; readonly expiresAt: Instant | null };
  ApiKeyRevoked: Entry & { readonly keyId: string };
  EvidenceViewed: Entry & { readonly what: string; readonly id: string };
  LegalHoldSet: Entry & { readonly contactId: string; readonly held: boolean };
}

export type WorkspaceEvent = EventsOf<WorkspaceEventMap>;
