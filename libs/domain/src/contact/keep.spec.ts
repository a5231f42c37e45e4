import { describe, expect, it } from '@jest/globals';
import { ada, ann, eventsOf, noon, olga } from '../../test/scene.js';
import { refusalOf } from '../../test/given.js';
import { fold } from '../kernel.js';
import { captureDetails, closeFollowUp, eraseContact, identifyContact, linkContacts, setFirstHandler } from './keep.js';
import { contact } from './state.js';

const now = { at: noon };
const identity = { contactId: 'carla', channel: 'web', externalUserId: 'u-1' };
const carla = fold(contact, eventsOf(identifyContact(contact.initial, identity, now)));
const left = {
  source: 'contact_form',
  details: { phone: '030 12345' },
  followUp: { followUpId: 'f-1', conversationId: 'c-1' },
};
const withFollowUp = fold(contact, eventsOf(captureDetails(carla, left, now)), carla);
const erased = fold(contact, eventsOf(eraseContact(carla, { member: ada, legalHolds: [] }, now)), carla);

function codeOf(decide: () => unknown): string {
  return refusalOf(decide).code;
}

describe('a contact', () => {
  it('is identified on each channel once', () => {
    expect(identifyContact(carla, identity, now)).toEqual([]);
    expect(eventsOf(identifyContact(carla, { ...identity, channel: 'mail' }, now))).toHaveLength(1);
    expect(contact.contactOf?.(carla)).toBe('carla');
  });

  it('leaves details and a follow-up, which stays open until a member closes it (row 57)', () => {
    expect(withFollowUp).toMatchObject({
      details: { phone: '030 12345' },
      followUps: [{ followUpId: 'f-1', open: true }],
    });
    expect(captureDetails(withFollowUp, left, now)).toEqual([]);
    const close = { member: olga, followUpId: 'f-1', outcome: 'done' as const };
    const closed = fold(contact, eventsOf(closeFollowUp(withFollowUp, close, now)), withFollowUp);
    expect(closed.followUps).toMatchObject([{ open: false }]);
    expect(closeFollowUp(closed, close, now)).toEqual([]);
    expect(codeOf(() => closeFollowUp(carla, close, now))).toBe('follow_up_not_found');
    expect(codeOf(() => closeFollowUp(withFollowUp, { ...close, member: ann }, now))).toBe('role_not_allowed');
    expect(codeOf(() => captureDetails(carla, { ...left, details: {} }, now))).toBe('invalid_details');
  });

  it('may have people first from now on (row 30)', () => {
    const set = (firstHandler: 'ai' | 'human') => setFirstHandler(carla, { member: olga, firstHandler }, now);
    expect(eventsOf(set('human'))).toMatchObject([{ data: { firstHandler: 'human' } }]);
    expect(set('ai')).toEqual([]);
    expect(codeOf(() => setFirstHandler(carla, { member: ann, firstHandler: 'human' }, now))).toBe('role_not_allowed');
    expect(codeOf(() => setFirstHandler(contact.initial, { member: olga, firstHandler: 'human' }, now))).toBe(
      'contact_not_found',
    );
  });

  it('may be the same person as another', () => {
    const link = (otherContactId: string) => linkContacts(carla, { member: olga, otherContactId }, now);
    expect(eventsOf(link('karla'))).toHaveLength(1);
    expect(link('carla')).toEqual([]);
  });

  it('is erased once, unless a legal hold forbids it; afterwards nothing personal is taken', () => {
    expect(erased).toMatchObject({ erased: true, details: {}, identities: [], entries: 1 });
    expect(eraseContact(erased, { member: ada, legalHolds: [] }, now)).toEqual([]);
    expect(codeOf(() => eraseContact(carla, { member: ada, legalHolds: ['carla'] }, now))).toBe('legal_hold');
    expect(codeOf(() => eraseContact(carla, { member: olga, legalHolds: [] }, now))).toBe('role_not_allowed');
    expect(codeOf(() => identifyContact(erased, identity, now))).toBe('erased');
    expect(codeOf(() => captureDetails(erased, left, now))).toBe('erased');
  });
});
