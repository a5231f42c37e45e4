import { describe, expect, it } from '@jest/globals';
import { given } from '../../test/given.js';
import { agentWith, front, ada, olga, workspaceWith, nobodyActive } from '../../test/scene.js';
import { agentAnswers, asksForPerson, claims, closes, history, message, returns, writes } from '../../test/steps.js';
import { changeBusinessHours } from '../index.js';
import { receiveCustomerMessage } from './receive-message.js';

describe('a message to the AI', () => {
  it('asks for a person: people take over in the same append (rows 19, 27, 52)', () => {
    given(history({}, writes(), agentAnswers()))
      .when(asksForPerson())
      .then([
        { type: 'CustomerMessageReceived' },
        {
          type: 'HandoffRequested',
          data: {
            trigger: 'explicit_request',
            decidedBy: { kind: 'customer', id: 'carla' },
            reasonCode: 'customer_request',
            customerAsked: true,
            from: { kind: 'ai_agent', id: 'front', name: 'Front line', version: 1 },
            epoch: 2,
            entry: 2,
            context: { transcript: { messages: 3 } },
          },
        },
      ]);
  });

  it('asks for a person and gets one although the agent may not hand off by its own rules (rows 19, 32)', () => {
    const scene = { agents: { front: agentWith('front', { ...front, handoffEnabled: false }) } };
    given(history(scene, writes()))
      .when(asksForPerson())
      .then([{ type: 'CustomerMessageReceived' }, { type: 'HandoffRequested' }]);
  });

  it('of a customer who is not identified: the refusal is recorded and the agent goes on (rows 19, 36)', () => {
    given(history({}, writes('Hello', {}, { identified: false })))
      .when(asksForPerson({ identified: false }))
      .then([
        { type: 'CustomerMessageReceived', data: { turn: { agentId: 'front' } } },
        { type: 'HandoffRefused', data: { trigger: 'explicit_request', code: 'not_identified' } },
      ]);
  });

  it('in an editor’s test chat never leads to people (row 36)', () => {
    given(history({}, writes('Hello', {}, { test: true })))
      .when(asksForPerson({ test: true }))
      .then([{ type: 'CustomerMessageReceived' }, { type: 'HandoffRefused', data: { code: 'test_conversation' } }]);
  });

  it('with a configured keyword leads to people by the agent’s rule (rows 4, 16)', () => {
    given(history({}, writes()))
      .when(writes('My lawyer will call', { keyword: true }))
      .then([
        { type: 'CustomerMessageReceived' },
        { type: 'HandoffRequested', data: { trigger: 'keyword', decidedBy: { kind: 'agent_rule', id: 'front' } } },
      ]);
  });

  it('with a keyword stays with an agent that may not hand off (row 32)', () => {
    const scene = { agents: { front: agentWith('front', { ...front, handoffEnabled: false }) } };
    given(history(scene, writes()))
      .when(writes('My lawyer will call', { keyword: true }))
      .then([{ type: 'CustomerMessageReceived', data: { turn: { agentId: 'front' } } }]);
  });

  it('whose agent was unpublished meanwhile leads to people (row 63)', () => {
    given(history({}, writes()))
      .when(writes(), { scene: nobodyActive })
      .then([
        { type: 'CustomerMessageReceived' },
        { type: 'HandoffRequested', data: { trigger: 'agent_unavailable', decidedBy: { kind: 'system' } } },
      ]);
  });

  it('is answered by the version published then (rows 35, 49)', () => {
    const second = agentWith('front', { ...front, name: 'Front line' });
    const both = { ...second, versions: [...second.versions, ...second.versions], published: 2 };
    given(history({}, writes()))
      .when(writes(), { scene: { agents: { front: both } } })
      .then([{ type: 'CustomerMessageReceived', data: { turn: { agentVersion: 2 } } }]);
  });

  it('after a return to an agent that is gone keeps its old place, and the last assignee is told first', () => {
    const before = history({}, writes(), asksForPerson(), claims(olga), returns(olga));
    given(before)
      .when(writes(), { scene: nobodyActive })
      .then([
        { type: 'CustomerMessageReceived' },
        { type: 'HandoffRequested', data: { queuedAt: '2026-11-20T12:00:10.000Z', tellFirst: 'olga' } },
      ]);
  });

  it('out of hours still enters the queue, with a note and the form at once', () => {
    const closedNow = workspaceWith((state, now) =>
      changeBusinessHours(
        state,
        {
          member: ada,
          hours: {
            timeZone: 'America/New_York',
            weekly: [{ day: 5, opens: '09:00', closes: '17:00' }],
            offHours: 'queue_and_contact_form',
          },
        },
        now,
      ),
    );
    given(history({ workspace: closedNow }, writes()))
      .when(asksForPerson())
      .then([
        { type: 'CustomerMessageReceived' },
        { type: 'HandoffRequested' },
        { type: 'OffHoursNoted', data: { opensAt: '2026-11-20T14:00:00.000Z', hoursVersion: 1 } },
        { type: 'ContactFormRequested' },
      ]);
  });
});

describe('a message to people', () => {
  it('is kept and not answered by the AI (row 40)', () => {
    given(history({}, writes(), asksForPerson()))
      .when(writes('Hello?'))
      .then([{ type: 'CustomerMessageReceived', data: { text: 'Hello?' } }]);
  });

  it('extends the idle window (row 42)', () => {
    given(history({}, writes(), asksForPerson(), claims(olga)))
      .when(writes())
      .then([
        {
          type: 'CustomerMessageReceived',
          data: { deadlines: { armed: [{ kind: 'idle', dueAt: '2026-11-20T12:30:30.000Z' }] } },
        },
      ]);
  });

  it('stops the idle window of a customer who asks for a person before anybody came', () => {
    given(history({}, writes(), writes('lawyer', { keyword: true })))
      .when(asksForPerson())
      .then([{ type: 'CustomerMessageReceived', data: { deadlines: { cancelled: ['idle'] } } }]);
  });

  it('past the idle due time goes to the agent again, if nobody rang before (rows 33, 43)', () => {
    given(history({}, writes(), asksForPerson(), claims(olga)))
      .when(writes('Still there?'), { seconds: 1800 })
      .then([
        { type: 'TimedOut', data: { kind: 'idle', effect: 'returned_to_ai', entry: 4 } },
        {
          type: 'ReturnedToAI',
          data: { cause: 'idle_timeout', resume: 'on_next_message', number: 2, endsHandoffId: expect.any(String) },
        },
        { type: 'CustomerMessageReceived', data: { turn: { agentId: 'front', epoch: 4 } } },
      ]);
  });

  it('past the idle due time that asks for a person stays with people', () => {
    given(history({}, writes(), asksForPerson(), claims(olga)))
      .when(asksForPerson(), { seconds: 1800 })
      .then([
        { type: 'TimedOut' },
        { type: 'ReturnedToAI' },
        { type: 'CustomerMessageReceived' },
        { type: 'HandoffRequested', data: { number: 3 } },
      ]);
  });
});

describe('any message', () => {
  it('delivered a second time does nothing, in a closed conversation too', () => {
    const once = writes('Hello', {}, { channelMessageId: 'web-1' });
    given(history({}, once)).when(once).thenNothing();
    given(history({}, once, closes(olga)))
      .when(once)
      .thenNothing();
  });

  it('to a closed conversation is refused: the next one is a fresh conversation (row 59)', () => {
    given(history({}, writes(), closes(olga)))
      .when(writes())
      .thenRefused('closed', { state: 'closed' });
  });

  it('over 16 KiB or with more than 20 attachments is refused, naming the limit', () => {
    given(history({}))
      .when(writes('ä'.repeat(8193)))
      .thenRefused('text_too_long', { limitBytes: 16384, bytes: 16386 });
    const file = { id: 'a', name: 'a.png', mediaType: 'image/png', bytes: 1, url: 'https://files.example/a' };
    given(history({}))
      .when((state, context) =>
        receiveCustomerMessage(
          state,
          message('x', {}, { attachments: Array.from({ length: 21 }, () => file) }),
          context,
        ),
      )
      .thenRefused('too_many_attachments', { limit: 20, attachments: 21 });
    given(history({})).when(writes('  ')).thenRefused('empty_message');
  });
});
