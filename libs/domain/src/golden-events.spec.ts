import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { everyEvent } from '../test/every-event.js';
import type { AgentEventMap } from './agent/events.js';
import type { ContactEventMap } from './contact/events.js';
import type { ConversationEventMap } from './conversation/events.js';
import {
  agent,
  auditExport,
  contact,
  conversation,
  currentVersion,
  upcast,
  workspace,
  type DomainEvent,
} from './index.js';
import type { ExportEventMap } from './export/events.js';
import type { WorkspaceEventMap } from './workspace/events.js';

/*
 * One golden event per stored type and version stands in test/golden/events, named `{Type}.v{version}.json`. They are what logs hold
 * in the field: never edit one. A new shape gets a new version, an upcast and a golden of its own.
 */

interface Golden extends DomainEvent {
  readonly schemaVersion: number;
}

const folder = join(import.meta.dirname, '../../../test/golden/events');
const goldens = new Map(
  readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Golden]),
);

type StoredType = keyof (ConversationEventMap & AgentEventMap & WorkspaceEventMap & ContactEventMap & ExportEventMap);

/** Does not compile when a type is missing: the list of all that is stored. */
const stored: Readonly<Record<StoredType, true>> = {
  ConversationStarted: true,
  CustomerMessageReceived: true,
  AgentReplied: true,
  AgentReplyFenced: true,
  AgentActionRecorded: true,
  TurnAssessed: true,
  HandoffOffered: true,
  HandoffOfferAccepted: true,
  HandoffOfferDeclined: true,
  HandoffOfferLapsed: true,
  HandoffRequested: true,
  HandoffRefused: true,
  Claimed: true,
  Assigned: true,
  Assumed: true,
  MemberReplied: true,
  ExternalReplyObserved: true,
  Transferred: true,
  Released: true,
  ReturnedToAI: true,
  HandedOffToAgent: true,
  TimedOut: true,
  ContactFormRequested: true,
  Renotified: true,
  FallbackTeamSet: true,
  OffHoursNoted: true,
  ContactFormSubmitted: true,
  ConversationClosed: true,
  NoticeSent: true,
  DeliveryRecorded: true,
  AgentRegistered: true,
  AgentVersionApplied: true,
  AgentVersionPublished: true,
  AgentUnpublished: true,
  AgentArchived: true,
  WorkspaceCreated: true,
  DefaultAgentSet: true,
  MemberAdded: true,
  MemberRoleChanged: true,
  MemberRemoved: true,
  TeamChanged: true,
  WaitPolicyChanged: true,
  BusinessHoursChanged: true,
  ReasonCodesChanged: true,
  LoopLimitChanged: true,
  TransferPolicyChanged: true,
  ChannelChanged: true,
  ApiKeyIssued: true,
  ApiKeyRevoked: true,
  WebhookChanged: true,
  ConnectorChanged: true,
  EvidenceViewed: true,
  AccessRefused: true,
  LedgerKeyRotated: true,
  LegalHoldSet: true,
  ContactIdentified: true,
  ContactDetailsCaptured: true,
  FirstHandlerPreferenceSet: true,
  ContactsLinked: true,
  FollowUpOpened: true,
  FollowUpClosed: true,
  ContactErased: true,
  AuditExportRequested: true,
  AuditExportCompleted: true,
};

const types = Object.keys(stored);
/** What came later and is always written today: readers live without it, as the types say. Anything else that is always there needs an upcast. */
const addedLater: Readonly<Record<string, readonly string[]>> = {
  ApiKeyIssued: ['name', 'hash', 'agentId', 'permissions'],
};
/** Fields whose keys are data, not shape. */
const freeMaps: readonly string[] = ['.variables', '.counters', '.thresholds', '.arguments', '.result'];

const written = everyEvent();
const shapes = shapesOf(written);

/** The latest shape of a golden. */
function decoded({ type, at, data, schemaVersion }: Golden): DomainEvent {
  return upcast({ type, at, data }, schemaVersion);
}

describe('golden events', () => {
  it('stand there for every stored type and version, and for nothing else', () => {
    const expected = types.flatMap((type) =>
      Array.from({ length: currentVersion(type) }, (_, i) => `${type}.v${i + 1}.json`),
    );
    expect([...goldens.keys()].sort()).toEqual(expected.sort());
    for (const [name, { type, schemaVersion }] of goldens) expect(name).toBe(`${type}.v${schemaVersion}.json`);
  });

  it.each(types)('%s decodes to the latest shape, whatever its version', (type) => {
    const today = written.filter((event) => event.type === type);
    const fields = new Set(today.flatMap(({ data }) => Object.keys(data as object)));
    const [first = [], ...others] = today.map(({ data }) => Object.keys(data as object));
    const always = first.filter((field) => others.every((fields) => fields.includes(field)));
    const needed = always.filter((field) => !addedLater[type]?.includes(field));
    expect(today.length).toBeGreaterThan(0);
    const versions = [...goldens.values()].filter((golden) => golden.type === type).map(decoded);
    for (const golden of versions) {
      const { data } = golden as { readonly data: object };
      expect([...fields]).toEqual(expect.arrayContaining(Object.keys(data)));
      expect(Object.keys(data)).toEqual(expect.arrayContaining(needed));
      expect([...shapes]).toEqual(expect.arrayContaining([...shapesOf([golden])]));
      expect(Object.keys(data).sort()).toEqual(Object.keys(versions.at(-1)!.data as object).sort());
    }
  });

  it('of an old shape fold as if they had been written today', () => {
    const old = goldens.get('TransferPolicyChanged.v1.json')!;
    expect(old.data).not.toHaveProperty('whenSensitive');
    const state = workspace.evolve(workspace.initial, decoded(old) as never);
    expect(state.transferPolicy).toEqual({ whenCustomerAsked: 'deny', whenSensitive: 'warn' });
  });

  it('fold in any order without an error, and unknown types change nothing', () => {
    const aggregates = [conversation, agent, workspace, contact, auditExport] as unknown as readonly {
      readonly initial: object;
      readonly evolve: (state: object, event: DomainEvent) => object;
    }[];
    const unknown = { type: 'SomethingNew', at: '2030-01-01T00:00:00.000Z', data: {} };
    for (const { initial, evolve } of aggregates) {
      const events = [...goldens.values()].map(decoded);
      expect(() => [...events, ...events.reverse()].reduce(evolve, initial)).not.toThrow();
      expect(evolve(initial, unknown)).toEqual(initial);
    }
  });
});

/** Every path in the data of some events, with the kind of value there; the members of lists and of free maps count as one. */
function shapesOf(events: readonly DomainEvent[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { data } of events) walk(data, '', found);
  return found;
}

function walk(value: unknown, path: string, found: Set<string>): void {
  if (value === null || freeMaps.some((end) => path.endsWith(end))) return;
  if (Array.isArray(value)) value.forEach((one) => walk(one, `${path}[]`, found));
  else if (typeof value === 'object')
    for (const [key, one] of Object.entries(value)) walk(one, `${path}.${key}`, found);
  else found.add(`${path}: ${typeof value}`);
}
