import { describe, expect, it } from '@jest/globals';
import * as domain from '#domain';
import type { StoredEvent } from '#event-store';
import fc from 'fast-check';
import { histories } from '../../test/random-history.js';
import { Story, ada, afterErasure, workspaceIds } from '../../test/story.js';
import { applied, parseOtherwise } from './configuration.js';
import { replay } from './replay.js';
import { sameOutcome } from './outcome.js';

/** Replays every conversation of a history with another configuration of one agent. */
function replayAll(events: readonly StoredEvent[], agentId: string, configuration: object) {
  const otherwise = parseOtherwise(configuration);
  const of = (stream: string) => events.filter((stored) => stored.stream === stream);
  const w = agentId.endsWith('0') ? 0 : 1;
  const workspace = domain.fold(
    domain.workspace,
    of(`workspace-${workspaceIds[w]}`).map(({ event }) => event as domain.WorkspaceEvent),
  );
  const agentAt = (position: bigint) =>
    domain.fold(
      domain.agent,
      of(`agent-${agentId}`)
        .filter((stored) => stored.position <= position)
        .map(({ event }) => event as domain.AgentEvent),
    );
  const streams = [...new Set(events.map(({ stream }) => stream))].filter((name) => name.startsWith('conversation-'));
  return streams.map((stream) =>
    replay({
      events: of(stream),
      agentId,
      agentAt,
      workspace,
      otherwise: (settings) => applied(settings, otherwise),
    }),
  );
}

const handoff = (trigger: string) => ({ kind: 'handoff', trigger });
const offer = (trigger: string) => ({ kind: 'offer', trigger });

/** The one conversation of a short story. */
function one(tell: (told: ReturnType<Story['conversation']>) => unknown, configuration: object, erased = false) {
  const story = new Story();
  tell(story.conversation(0, 'c', 'k'));
  return replayAll(erased ? afterErasure(story.events) : story.events, 'front0', configuration)[0]!;
}

type Told = ReturnType<Story['conversation']>;

const assesses = (told: Told, answered: boolean, sentiment?: number) =>
  told.does((s, c) =>
    domain.assessTurn(s, { ...told.turn(), answered, ...(sentiment === undefined ? {} : { sentiment }) }, c),
  );

/** Two questions without an answer, which lead to an offer, and what follows. */
function failing(told: Told): Told {
  told.says('Where is my order?');
  assesses(told, false, -0.6).agentSays('Hm');
  told.says('I asked for a refund');
  return assesses(told, false, -0.7);
}

describe('what would have been', () => {
  it('is what was, under the configuration that was', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom('front0', 'front1', 'billing0'), (events, agentId) => {
        for (const { moments } of replayAll(events, agentId, {}))
          for (const moment of moments) {
            expect(moment.certainty).toBe('exact');
            expect([moment.recorded, sameOutcome(moment.recorded, moment.would)]).toEqual([moment.recorded, true]);
          }
      }),
      { numRuns: 100 },
    );
  });

  it('is exact up to where it parts from the record, and an estimate after it in the same stretch', () => {
    const { moments } = one((told) => failing(told).says('yes', { answer: 'yes' }), { keywords: ['refund'] });
    expect(moments).toMatchObject([
      { recorded: null, would: handoff('keyword'), certainty: 'exact', phrases: ['refund'] },
      { recorded: offer('failed_responses'), would: null, certainty: 'estimate' },
      { recorded: handoff('offer_accepted'), would: null, certainty: 'estimate' },
    ]);
  });

  it('counts by the other thresholds, from what was said of each turn then', () => {
    const later = one(failing, { failedResponses: { count: 3 } });
    expect(later.moments).toMatchObject([{ recorded: offer('failed_responses'), would: null, certainty: 'exact' }]);
    const sooner = one(failing, { failedResponses: { count: 1 }, offerBeforeHandoff: false });
    expect(sooner.moments).toMatchObject([
      { recorded: null, would: handoff('failed_responses'), certainty: 'exact' },
      { recorded: offer('failed_responses'), would: null, certainty: 'estimate' },
    ]);
    const sentiment = one(failing, { failedResponses: null, sentiment: { threshold: -0.65, window: 1 } });
    expect(sentiment.moments).toMatchObject([{ recorded: offer('failed_responses'), would: offer('sentiment') }]);
    expect(sentiment.unknown).toEqual([]);
  });

  it('begins anew, exact again, where people gave the conversation back', () => {
    const { moments } = one(
      (told) => {
        failing(told).says('yes', { answer: 'yes' });
        told.claims(ada).returns(ada, 'on_next_message');
        told.says('A refund, then');
      },
      { keywords: ['refund'] },
    );
    expect(moments.map(({ would, certainty }) => [would?.trigger, certainty])).toEqual([
      ['keyword', 'exact'],
      [undefined, 'estimate'],
      [undefined, 'estimate'],
      ['keyword', 'exact'],
    ]);
  });

  it('never takes a person from a customer who asked for one', () => {
    const asks = (told: Told) => told.says('a person please', { asks: true });
    for (const configuration of [{ handoffEnabled: false }, { keywords: [], failedResponses: null }])
      expect(one(asks, configuration).moments).toMatchObject([
        { recorded: handoff('explicit_request'), would: handoff('explicit_request'), certainty: 'exact' },
      ]);
    const wished = one((told) => told.says('Hello').asksForPeople(), { handoffEnabled: false });
    expect(wished.moments).toMatchObject([{ recorded: handoff('agent_decision'), would: { kind: 'refused' } }]);
  });

  it('goes on with the AI where only the record handed over: an explicit request to a person counts, as an estimate', () => {
    const { moments } = one(
      (told) => {
        told.says('Hello').asksForPeople();
        told.claims(ada).says('a person please', { asks: true });
      },
      { handoffEnabled: false },
    );
    expect(moments.at(-1)).toMatchObject({ recorded: null, would: handoff('explicit_request'), certainty: 'estimate' });
  });
});

describe('what is not known', () => {
  it('is said: texts of the erased under other keywords, sentiments under another threshold', () => {
    const erased = (told: Told) => failing(told).isErased();
    const keywords = one(erased, { keywords: ['refund'] }, true);
    expect(keywords.unknown.map(({ what, why }) => [what, why])).toEqual([
      ['keywords', 'erased'],
      ['keywords', 'erased'],
    ]);
    expect(keywords.moments).toMatchObject([{ would: offer('failed_responses'), certainty: 'estimate' }]);
    const sentiment = one(erased, { failedResponses: null, sentiment: { threshold: -0.5, window: 2 } }, true);
    expect(sentiment.unknown.map(({ what, why }) => [what, why])).toEqual([
      ['sentiment', 'erased'],
      ['sentiment', 'erased'],
    ]);
  });

  it('is not what the counters kept of an erased assessment tell', () => {
    const { moments, unknown } = one((told) => failing(told).isErased(), { failedResponses: { count: 1 } }, true);
    expect(unknown).toEqual([]);
    expect(moments[0]).toMatchObject({ recorded: null, would: offer('failed_responses'), certainty: 'exact' });
  });

  it('is every turn that nobody assessed, for triggers that ask for it', () => {
    const silent = (told: Told) => told.says('Hello').agentSays('Hi').says('Well?');
    expect(one(silent, { failedResponses: { count: 1 } }).unknown).toMatchObject([
      { what: 'answered', why: 'not_assessed' },
      { what: 'answered', why: 'not_assessed' },
    ]);
    expect(one(silent, { failedResponses: null }).unknown).toEqual([]);
  });
});

describe('another configuration', () => {
  it.each([
    [[], 'configuration'],
    [{ colour: 'red' }, 'colour'],
    [{ keywords: 'refund' }, 'keywords'],
    [{ sentiment: { threshold: -2, window: 3 } }, 'triggers.sentiment.threshold'],
    [{ triggers: { failedResponses: { count: 0 } } }, 'triggers.failedResponses.count'],
    [{ handoffEnabled: 'yes' }, 'handoffEnabled'],
  ])('that makes no sense is refused, naming the field: %j', (configuration, field) => {
    expect(() => parseOtherwise(configuration)).toThrow(
      expect.objectContaining({ code: 'invalid_setting', facts: expect.objectContaining({ field }) as object }),
    );
  });
});
