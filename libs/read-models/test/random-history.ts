import * as domain from '#domain';
import type { StoredEvent } from '#event-store';
import fc from 'fast-check';
import { Story, ada, ben, workspaceIds, type Told } from './story.js';

/** One thing that somebody tries in one of several conversations. */
interface Step {
  readonly conversation: number;
  readonly act: number;
  readonly choice: number;
  readonly seconds: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  conversation: fc.nat(5),
  act: fc.nat(99),
  choice: fc.nat(1_000),
  seconds: fc.integer({ min: 1, max: 90 }),
});

/** Histories of several conversations, contacts and agents in two workspaces; shown as their steps when a property fails. */
export const histories: fc.Arbitrary<StoredEvent[]> = fc
  .array(step, { minLength: 20, maxLength: 150 })
  .map((steps) => Object.assign(play(steps), { [fc.toStringMethod]: () => JSON.stringify(steps) }));

function play(steps: readonly Step[]): StoredEvent[] {
  const story = new Story();
  const told = new Map<number, Told>();
  for (const { conversation: n, act, choice, seconds } of steps) {
    story.wait(seconds);
    const w = n % workspaceIds.length;
    const known = told.get(n) ?? story.conversation(w, `c${n}`, `contact${n}`);
    told.set(n, known);
    if (known.state.status === 'closed' && act < 60) told.set(n, next(story, w, known));
    else happens(story, w, known, act, choice);
  }
  return story.events;
}

/** The contact's next conversation; somebody who was erased comes back as somebody else. */
function next(story: Story, w: number, { id, contactId, state }: Told): Told {
  const erased = isErased(story, contactId);
  return story.conversation(w, `${id}+`, erased ? `${contactId}+` : contactId, erased ? 1 : state.sequence + 1);
}

function isErased(story: Story, contactId: string): boolean {
  return story.state(`contact-${contactId}`, domain.contact).erased;
}

function happens(story: Story, w: number, told: Told, act: number, choice: number): void {
  const member = choice % 2 === 0 ? ada : ben;
  const other = choice % 2 === 0 ? ben : ada;
  const assignee = told.state.assignee?.id === 'ben' ? ben : ada;
  const turn = told.turn(choice % 2);
  const late = { ...turn, epoch: turn.epoch - 1 };
  // Postgres can hold neither a NUL nor half a surrogate pair.
  const text = choice % 11 === 0 ? 'a\0b \ud800 \u{1f600}' : `text ${choice}`;
  const answer = (['yes', 'no', 'other'] as const)[choice % 3]!;
  if (act < 38 || told.state.status === 'none') told.says(text, { asks: choice % 5 === 0, answer });
  else if (act < 50) told.agentSays(text, choice % 7 === 0 ? late : turn);
  else if (act < 55)
    told.does((s, c) => domain.assessTurn(s, { ...turn, sentiment: -0.5, answered: choice % 4 === 0 }, c));
  else if (act < 58) {
    const action = { ...turn, actionId: `a${choice}`, name: 'refund', arguments: { order: choice }, result: null };
    told.does((s, c) => domain.recordAgentAction(s, action, c));
  } else if (act < 61) told.handsTo(`billing${w}`);
  else if (act < 65) told.does((s, c) => domain.offerHandoff(s, { ...turn, reasonText: `offer ${choice}` }, c));
  else if (act < 69) told.asksForPeople(choice % 2 === 0 ? 'urgent' : 'complaint', `why ${choice}`);
  else if (act < 75) told.claims(member);
  else if (act < 77) told.assumes(member);
  else if (act < 79) {
    const to = choice % 2 === 0 ? { memberId: other.id } : { teamId: 'team' };
    told.does((s, c) => domain.transfer(s, { member: assignee, to }, c), assignee);
  } else if (act < 81) told.releases(assignee);
  else if (act < 86) told.memberSays(assignee, text);
  else if (act < 89) told.returns(member, choice % 2 === 0 ? 'immediate' : 'on_next_message');
  else if (act < 92) told.rings();
  else if (act < 93) {
    // Without their key nothing of theirs can be sealed.
    if (!isErased(story, told.contactId)) told.leavesDetails(`+1 ${choice}`);
  } else if (act < 94) told.cancels();
  else if (act < 95) {
    const messageId = told.state.lastMessageId ?? 'none';
    told.does((s, c) => domain.recordDelivery(s, { messageId, status: 'sent' }, c));
  } else if (act < 97) told.closes(ada);
  else if (act < 99) known(story, w, told.contactId, choice);
  else {
    known(story, w, told.contactId, choice);
    told.isErased();
  }
}

function known(story: Story, w: number, contactId: string, choice: number): void {
  const followUp = { followUpId: `f${choice % 3}`, conversationId: null };
  const captured = { source: 'form', details: { email: `${choice}@example.org` }, followUp };
  const identity = { contactId, channel: 'web', externalUserId: contactId };
  story
    .contact(w, contactId, (s, c) => domain.identifyContact(s, identity, c))
    .contact(w, contactId, (s, c) => domain.captureDetails(s, captured, c))
    .contact(w, contactId, (s, c) => domain.closeFollowUp(s, { member: ada, followUpId: 'f0', outcome: 'done' }, c))
    .contact(w, contactId, (s, c) => domain.setFirstHandler(s, { member: ada, firstHandler: 'human' }, c));
}
