import { describe, it } from '@jest/globals';
import { given } from '../../test/given.js';
import { ada, ann, olga, omar, sue, workspaceWith } from '../../test/scene.js';
import {
  agentAnswers,
  agentHandsTo,
  agentOffers,
  answers,
  asksForPerson,
  assumes,
  claims,
  closes,
  history,
  returns,
  writes,
} from '../../test/steps.js';
import { removeMember } from '../workspace/members.js';
import { changeWaitPolicy } from '../workspace/settings.js';
import { assign, assume, type Assign } from './take-over.js';

const waiting = () => history({}, writes(), asksForPerson());
const withOlga = () => history({}, writes(), asksForPerson(), claims(olga));
const assigns = (request: Assign) => (state: Parameters<typeof assign>[0], context: Parameters<typeof assign>[2]) =>
  assign(state, request, context);
const withoutOmar = {
  workspace: workspaceWith((state, now) => removeMember(state, { member: ada, memberId: 'omar' }, now)),
};

describe('a claim', () => {
  it('gives the waiting conversation to the member; waiting ends and the idle window begins (rows 24, 56)', () => {
    given(waiting())
      .when(claims(olga))
      .then([
        {
          type: 'Claimed',
          data: {
            number: 1,
            epoch: 3,
            entry: 3,
            from: { kind: 'queue', id: null },
            to: { kind: 'member', id: 'olga', name: 'Olga' },
            trigger: 'claim',
            reasonCode: 'customer_request',
            deadlines: { cancelled: ['unclaimed'], armed: [{ kind: 'idle', dueAt: '2026-11-20T12:30:20.000Z' }] },
          },
        },
      ]);
  });

  it('past the due time of a deadline that has not rung wins and restarts the window', () => {
    given(history({}, writes(), writes('lawyer', { keyword: true })))
      .when(claims(olga), { seconds: 4000 })
      .then([
        { type: 'Claimed', data: { deadlines: { armed: [{ kind: 'idle', dueAt: '2026-11-20T13:37:00.000Z' }] } } },
      ]);
  });

  it('arms the first answer the policy asks for', () => {
    const policy = { steps: [], firstResponseSeconds: 90, nextResponseSeconds: null };
    const workspace = workspaceWith((state, now) => changeWaitPolicy(state, { member: ada, policy }, now));
    given(history({ workspace }, writes(), asksForPerson()))
      .when(claims(olga))
      .then([{ type: 'Claimed', data: { deadlines: { armed: [{ kind: 'idle' }, { kind: 'first_response' }] } } }]);
  });

  it('by the member who has it is quiet', () => {
    given(withOlga()).when(claims(olga)).thenNothing();
  });

  it('by another is refused, telling who has it', () => {
    given(withOlga())
      .when(claims(omar))
      .thenRefused('already_claimed', { state: 'human', assignee: { id: 'olga', name: 'Olga' } });
  });

  it('after a return is refused as returned; of what never waited, as not waiting', () => {
    given(history({}, writes(), asksForPerson(), claims(omar), returns(omar)))
      .when(claims(olga))
      .thenRefused('returned_to_ai', { state: 'ai' });
    given(history({}, writes())).when(claims(olga)).thenRefused('not_waiting');
    given(history({}, writes(), agentHandsTo('billing')))
      .when(claims(olga))
      .thenRefused('not_waiting');
  });

  it('is refused once closed, and for an auditor, and for a member who was removed', () => {
    given(history({}, writes(), closes(olga)))
      .when(claims(olga))
      .thenRefused('closed', { state: 'closed' });
    given(waiting()).when(claims(ann)).thenRefused('role_not_allowed', { role: 'auditor' });
    given(waiting()).when(claims(omar), { scene: withoutOmar }).thenRefused('member_removed');
  });
});

describe('an assignment', () => {
  it('gives it to any member, also out of the AI’s hands (row 54)', () => {
    given(history({}, writes()))
      .when(assigns({ member: olga, to: 'omar', reasonCode: 'sensitive' }))
      .then([
        { type: 'HandoffRequested', data: { trigger: 'member_takeover', reasonCode: 'sensitive' } },
        {
          type: 'Assigned',
          data: {
            to: { id: 'omar', name: 'Omar' },
            decidedBy: { kind: 'member', id: 'olga' },
            reasonCode: 'sensitive',
          },
        },
      ]);
    given(waiting())
      .when(assigns({ member: olga, to: 'sue' }))
      .then([{ type: 'Assigned', data: { deadlines: { cancelled: ['unclaimed'] } } }]);
  });

  it('from a colleague needs a supervisor', () => {
    given(withOlga())
      .when(assigns({ member: omar, to: 'omar' }))
      .thenRefused('not_your_conversation', { assignee: { id: 'olga' } });
    given(withOlga())
      .when(assigns({ member: sue, to: 'omar' }))
      .then([{ type: 'Assigned', data: { from: { id: 'olga' }, to: { id: 'omar' } } }]);
  });

  it('to whom it is assigned already is quiet', () => {
    given(withOlga())
      .when(assigns({ member: omar, to: 'olga' }))
      .thenNothing();
  });

  it('to nobody we know, to an auditor or to a removed member is refused', () => {
    given(waiting())
      .when(assigns({ member: olga, to: 'nobody' }))
      .thenRefused('member_not_found');
    given(waiting())
      .when(assigns({ member: olga, to: 'ann' }))
      .thenRefused('role_not_allowed');
    given(waiting())
      .when(assigns({ member: olga, to: 'omar' }), { scene: withoutOmar })
      .thenRefused('member_removed');
  });
});

describe('assuming', () => {
  it('from the AI stops it at once, without anybody waiting (row 73)', () => {
    given(history({}, writes(), agentAnswers()))
      .when(assumes(olga))
      .then([
        {
          type: 'HandoffRequested',
          data: { trigger: 'member_takeover', to: { kind: 'queue' } },
        },
        {
          type: 'Assumed',
          data: { to: { id: 'olga' }, epoch: 3, deadlines: { cancelled: [], armed: [{ kind: 'idle' }] } },
        },
      ]);
  });

  it('takes what the member says of it along', () => {
    const context = { note: 'I know her.' };
    given(history({}, writes()))
      .when((state, given_) => assume(state, { member: olga, reasonText: 'A friend.', context }, given_))
      .then([
        {
          type: 'HandoffRequested',
          data: { reasonText: 'A friend.', context, deadlines: { armed: [], cancelled: ['agent_turn'] } },
        },
        { type: 'Assumed', data: { reasonText: 'A friend.', context } },
      ]);
  });

  it('is allowed whatever the agent’s settings and although the customer is not identified (rows 47, 62)', () => {
    given(history({}, writes('Hello', {}, { identified: false })))
      .when(assumes(olga))
      .then([{ type: 'HandoffRequested' }, { type: 'Assumed' }]);
  });

  it('supersedes an offer', () => {
    given(history({}, writes(), agentOffers()))
      .when(assumes(olga))
      .then([{ type: 'HandoffOfferLapsed' }, { type: 'HandoffRequested' }, { type: 'Assumed' }]);
  });

  it('what waits is claiming it', () => {
    given(waiting())
      .when(assumes(olga))
      .then([{ type: 'Claimed' }]);
  });

  it('from a colleague needs a supervisor, and begins the idle window anew', () => {
    given(withOlga())
      .when(assumes(omar))
      .thenRefused('not_your_conversation', { assignee: { id: 'olga' } });
    given(withOlga())
      .when(assumes(sue))
      .then([
        { type: 'Assumed', data: { from: { kind: 'member', id: 'olga' }, deadlines: { armed: [{ kind: 'idle' }] } } },
      ]);
  });

  it('what one has is quiet, also after answering', () => {
    given(history({}, writes(), assumes(olga), answers(olga)))
      .when(assumes(olga))
      .thenNothing();
  });

  it('a test chat is refused (row 36)', () => {
    given(history({}, writes('Hello', {}, { test: true })))
      .when(assumes(olga))
      .thenRefused('test_conversation');
  });
});
