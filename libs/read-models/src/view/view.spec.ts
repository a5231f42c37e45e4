import { describe, expect, it } from '@jest/globals';
import { Story, ada, ben } from '../../test/story.js';
import { conversations } from '../conversations/conversations-view.js';
import { deadlines } from '../deadlines/deadlines-view.js';
import { modes } from '../modes/modes-view.js';
import { queue } from '../queue/queue-view.js';
import { views } from '../registry.js';
import { turns } from '../turns/turns-view.js';
import { digestOfRows } from './digest.js';
import { foldFromZero } from './fold.js';

const start = () => {
  const story = new Story();
  return { story, told: story.conversation(0, 'c', 'k').says('hello') };
};

describe('folding views', () => {
  it('ignores an event it has already seen', () => {
    const { story, told } = start();
    told.asksForPeople().claims(ada).releases(ada);
    const twice = story.events.flatMap((stored) => [stored, stored]);
    for (const view of views)
      expect(digestOfRows(view, foldFromZero(view, twice))).toBe(digestOfRows(view, foldFromZero(view, story.events)));
  });

  it('keeps the queue time through a release, and drops the row when the stretch ends', () => {
    const { story, told } = start();
    told.wait(10).asksForPeople();
    const [waiting] = foldFromZero(queue, story.events);
    told.wait(60).claims(ada);
    expect(foldFromZero(queue, story.events)).toMatchObject([{ waiting: false }]);
    told.wait(60).releases(ada);
    expect(foldFromZero(queue, story.events)).toMatchObject([{ waiting: true, queuedAt: waiting!.queuedAt }]);
    told.returns(ben);
    expect(foldFromZero(queue, story.events)).toEqual([]);
  });

  it('closes a turn when it is answered, with those before it, and all of them when control moves', () => {
    const { story, told } = start();
    told.says('second').says('third');
    told.agentSays('to the second', told.turn(1));
    expect(foldFromZero(turns, story.events).map(({ text }) => text)).toEqual(['third']);
    told.asksForPeople();
    expect(foldFromZero(turns, story.events)).toEqual([]);
  });

  it('shows the beginning of a long message, and never half a character', () => {
    const preview = (text: string) => {
      const story = new Story();
      story.conversation(0, 'c', 'k').says(text);
      return foldFromZero(conversations, story.events)[0]!.lastText;
    };
    expect(preview('x'.repeat(300))).toBe('x'.repeat(200));
    expect(preview(`${'x'.repeat(199)}🙂 and more`)).toBe('x'.repeat(199));
    expect(preview(`${'x'.repeat(198)}🙂 and more`)).toBe(`${'x'.repeat(198)}🙂`);
  });

  it('has every deadline that is armed, and no other', () => {
    const { story, told } = start();
    told.wait(10).asksForPeople();
    const armed = () => foldFromZero(deadlines, story.events).map(({ kind, generation }) => [kind, generation]);
    const known = () => Object.values(told.state.deadlines).map(({ kind, generation }) => [kind, generation]);
    expect(armed().sort()).toEqual(known().sort());
    told.wait(10).claims(ada);
    expect(armed().sort()).toEqual(known().sort());
    told.closes(ada);
    expect(armed()).toEqual([]);
  });

  it('shows a contact human-only with an agent until when, and who made it so', () => {
    const { story, told } = start();
    told.asksForPeople();
    expect(foldFromZero(modes, story.events)).toMatchObject([
      { agentId: 'front0', mode: 'human', source: 'agent', expiresAt: told.state.deadlines.idle?.dueAt },
    ]);
    told.wait(600).rings().rings();
    expect(told.state.status).toBe('ai');
    expect(foldFromZero(modes, story.events)).toMatchObject([{ mode: 'ai', source: 'timeout', expiresAt: null }]);
  });

  it('gives a digest that does not depend on the order of rows, and changes with any value', () => {
    const { story, told } = start();
    told.asksForPeople();
    story.conversation(0, 'd', 'l').says('x').asksForPeople();
    const rows = foldFromZero(queue, story.events);
    const digest = digestOfRows(queue, rows);
    expect(digestOfRows(queue, [...rows].reverse())).toBe(digest);
    expect(digestOfRows(queue, rows.slice(1))).not.toBe(digest);
    expect(digestOfRows(queue, [{ ...rows[0]!, reasonText: 'other' }, rows[1]!])).not.toBe(digest);
  });
});
