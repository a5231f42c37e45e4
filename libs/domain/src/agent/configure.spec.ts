import { describe, expect, it } from '@jest/globals';
import { ada, agentWith, applied, configured, eventsOf, noon, olga } from '../../test/scene.js';
import { refusalOf } from '../../test/given.js';
import { fold } from '../kernel.js';
import { type Decision } from '../kernel.js';
import {
  applyAgentVersion,
  archiveAgent,
  publishAgent,
  registerAgent,
  unpublishAgent,
  type ApplyAgentVersion,
} from './configure.js';
import { agentSettings } from './defaults.js';
import type { AgentEvent, AgentSettings } from './events.js';
import { activeVersion, agent, settingsOf, type Agent } from './state.js';

const now = { at: noon };
const by = { member: ada };
const draft = configured((state) => registerAgent(state, { ...by, agentId: 'a', name: 'Anna' }, now));
const live = agentWith('a', { name: 'Anna' });

function types(decision: Decision<AgentEvent>): readonly string[] {
  return eventsOf(decision).map(({ type }) => type);
}

const apply = (state: Agent, settings: Partial<AgentSettings>, more: Partial<ApplyAgentVersion> = {}) =>
  applyAgentVersion(state, { ...by, settings: agentSettings({ name: 'Anna', ...settings }), ...more }, now);

describe('an agent', () => {
  it('is registered with version 1 applied, conservative and not published (rows 31, 35)', () => {
    expect(draft).toMatchObject({ agentId: 'a', name: 'Anna', published: null, entries: 2 });
    expect(settingsOf(draft, 1)).toMatchObject({
      idleTimeoutMinutes: null,
      triggers: { keywords: [], sentiment: null },
    });
    expect(types(registerAgent(draft, { ...by, agentId: 'a', name: 'Anna' }, now))).toEqual([]);
    expect(refusalOf(() => registerAgent(draft, { ...by, agentId: 'a', name: 'Bert' }, now)).code).toBe(
      'already_exists',
    );
  });

  it('gets a new version by applying, which publishing puts before customers (row 35)', () => {
    const second = fold(agent, eventsOf(apply(live, { instructions: 'Be brief.' })), live);
    expect([activeVersion(second, 'live'), activeVersion(second, 'staging')]).toEqual([1, 2]);
    const published = fold(agent, eventsOf(publishAgent(second, by, now)), second);
    expect(activeVersion(published, 'live')).toBe(2);
    expect(types(publishAgent(published, by, now))).toEqual([]);
    expect(types(publishAgent(published, { ...by, version: 1 }, now))).toEqual(['AgentVersionPublished']);
    expect(refusalOf(() => publishAgent(published, { ...by, version: 9 }, now)).code).toBe('version_not_found');
  });

  it('gets no version from settings as they are', () => {
    expect(types(apply(live, {}))).toEqual([]);
  });

  it('tells the second of two editors about the first', () => {
    const second = configured(
      () => eventsOf(registerAgent(agent.initial, { ...by, agentId: 'a', name: 'Anna' }, now)),
      applied({ name: 'Anna', instructions: 'First.' }),
    );
    expect(refusalOf(() => apply(second, { instructions: 'Second.' }, { expectedVersion: 1 })).facts).toEqual({
      version: 2,
      changedBy: 'Ada',
      changedAt: noon,
    });
    expect(types(apply(second, { instructions: 'Second.' }, { expectedVersion: 2 }))).toEqual(['AgentVersionApplied']);
    expect(types(apply(second, { instructions: 'First.' }, { expectedVersion: 1 }))).toEqual([]);
  });

  it('is stopped by unpublishing, and for good by archiving (row 63)', () => {
    const stopped = fold(agent, eventsOf(unpublishAgent(live, by, now)), live);
    expect(activeVersion(stopped, 'live')).toBeNull();
    expect(types(unpublishAgent(stopped, by, now))).toEqual([]);
    const archived = fold(agent, eventsOf(archiveAgent(live, by, now)), live);
    expect([activeVersion(archived, 'live'), activeVersion(archived, 'staging')]).toEqual([null, null]);
    expect(types(archiveAgent(archived, by, now))).toEqual([]);
    expect(refusalOf(() => publishAgent(archived, by, now)).code).toBe('agent_archived');
  });

  it('counts its entries without a gap (row 15)', () => {
    const events = [
      ...eventsOf(registerAgent(agent.initial, { ...by, agentId: 'a', name: 'Anna' }, now)),
      ...eventsOf(apply(draft, { instructions: 'Be brief.' })),
      ...eventsOf(publishAgent({ ...draft, entries: 3 }, by, now)),
      ...eventsOf(unpublishAgent({ ...live, entries: 4 }, by, now)),
      ...eventsOf(archiveAgent({ ...live, entries: 5 }, by, now)),
    ];
    expect(events.map(({ data }) => data.entry)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is changed by admins only, and only if it exists', () => {
    expect(refusalOf(() => unpublishAgent(live, { member: olga }, now)).code).toBe('role_not_allowed');
    expect(refusalOf(() => archiveAgent(agent.initial, by, now)).code).toBe('agent_not_found');
  });

  it.each<[string, Partial<AgentSettings>, object]>([
    [
      '201 phrases',
      { triggers: triggers(Array.from({ length: 201 }, (_, i) => `p${i}`)) },
      { limit: 200, phrases: 201 },
    ],
    [
      'a phrase of 201 characters',
      { triggers: triggers(['x'.repeat(201)]) },
      { limitCharacters: 200, characters: 201 },
    ],
    ['an empty phrase', { triggers: triggers([' ']) }, { field: 'triggers.keywords' }],
    ['instructions over 16 KiB', { instructions: 'x'.repeat(16385) }, { limitBytes: 16384 }],
    ['no minutes', { idleTimeoutMinutes: 0 }, { field: 'idleTimeoutMinutes', min: 0.05 }],
    ['minutes without end', { idleTimeoutMinutes: Infinity }, { field: 'idleTimeoutMinutes', max: 43_200 }],
    ['an endpoint that is none', { endpoint: 'ftp://x' }, { field: 'endpoint' }],
    ['a threshold past −1', { triggers: { ...triggers([]), sentiment: { threshold: -2, window: 3 } } }, { min: -1 }],
    ['a window of none', { triggers: { ...triggers([]), sentiment: { threshold: 0, window: 0 } } }, { min: 1 }],
    ['no failures', { triggers: { ...triggers([]), failedResponses: { count: 0 } } }, { min: 1 }],
    ['no name', { name: '' }, { field: 'name' }],
  ])('refuses %s, naming the limit', (_what, settings, facts) => {
    expect(refusalOf(() => apply(live, settings)).facts).toMatchObject(facts);
  });
});

function triggers(keywords: readonly string[]): AgentSettings['triggers'] {
  return { keywords, sentiment: null, failedResponses: null };
}
