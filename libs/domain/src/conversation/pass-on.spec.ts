import { describe, expect, it } from '@jest/globals';
import { given } from '../../test/given.js';
import { ada, olga, omar, sue, workspaceWith } from '../../test/scene.js';
import { asksForPerson, claims, history, releases, rings, writes, type Step } from '../../test/steps.js';
import { removeMember } from '../workspace/members.js';
import { sweepRemovedMember, transfer, type Transfer } from './pass-on.js';

const withOlga = () => history({}, writes(), asksForPerson(), claims(olga));
const transfers =
  (to: Transfer['to'], member = olga): Step =>
  (state, context) =>
    transfer(state, { member, to }, context);

describe('a transfer', () => {
  it('to a member is one event; the entry stays the stretch’s own', () => {
    given(withOlga())
      .when(transfers({ memberId: 'omar' }))
      .then([
        {
          type: 'Transferred',
          data: { number: 1, from: { id: 'olga' }, to: { kind: 'member', id: 'omar' }, reasonCode: 'unspecified' },
        },
      ]);
  });

  it('to a team waits there at the old place in the queue, and its steps begin anew', () => {
    given(withOlga())
      .when(transfers({ teamId: 'billing' }))
      .then([
        {
          type: 'Transferred',
          data: {
            to: { kind: 'queue', id: 'billing', name: 'Billing' },
            deadlines: { armed: [{ kind: 'unclaimed', step: 1, dueAt: '2026-11-20T12:02:30.000Z' }] },
          },
        },
      ]);
  });

  it('is the assignee’s or a supervisor’s', () => {
    given(withOlga())
      .when(transfers({ memberId: 'omar' }, omar))
      .thenRefused('not_your_conversation', { assignee: { id: 'olga' } });
    given(withOlga())
      .when(transfers({ memberId: 'omar' }, sue))
      .then([{ type: 'Transferred' }]);
  });

  it('to nobody we know, or of what nobody has, is refused', () => {
    given(withOlga())
      .when(transfers({ teamId: 'x' }))
      .thenRefused('team_not_found');
    given(withOlga())
      .when(transfers({ memberId: 'x' }))
      .thenRefused('member_not_found');
    given(history({}, writes(), asksForPerson()))
      .when(transfers({ memberId: 'omar' }))
      .thenRefused('not_with_people', { state: 'waiting' });
  });

  it('to whom it is already is quiet', () => {
    given(withOlga())
      .when(transfers({ memberId: 'olga' }))
      .thenNothing();
  });
});

describe('a release', () => {
  it('puts it back into the queue, with the idle window running on', () => {
    given(withOlga())
      .when(releases(olga))
      .then([
        {
          type: 'Released',
          data: {
            cause: 'by_member',
            to: { kind: 'queue', id: null },
            deadlines: { cancelled: [], armed: [{ kind: 'unclaimed' }] },
          },
        },
      ]);
  });

  it('after the form went out does not ask for it again', () => {
    const again = history({}, writes(), asksForPerson(), rings('unclaimed'), claims(olga), releases(olga));
    expect(again.state.deadlines.unclaimed).toBeUndefined();
  });

  it('is refused to others, quiet in the queue', () => {
    given(withOlga()).when(releases(omar)).thenRefused('not_your_conversation');
    given(history({}, writes(), asksForPerson()))
      .when(releases(olga))
      .thenNothing();
    given(history({}, writes())).when(releases(olga)).thenRefused('not_with_people');
  });
});

describe('the sweep for a removed member', () => {
  const workspace = workspaceWith((state, now) => removeMember(state, { member: ada, memberId: 'olga' }, now));
  const sweeps: Step = (state, context) => sweepRemovedMember(state, { memberId: 'olga' }, context);

  it('releases what they have, also from a claim that raced with the removal', () => {
    given(withOlga())
      .when(sweeps, { scene: { workspace } })
      .then([{ type: 'Released', data: { cause: 'member_removed', decidedBy: { kind: 'system' } } }]);
  });

  it('is quiet for a member who is still there, and for what others have', () => {
    given(withOlga()).when(sweeps).thenNothing();
    given(history({}, writes(), asksForPerson(), claims(omar)))
      .when(sweeps, { scene: { workspace } })
      .thenNothing();
  });
});
