import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { limits } from '#domain';
import { turnAnswerIn } from './turn-answer.js';

const read = (answer: object) => turnAnswerIn(Buffer.from(JSON.stringify(answer)));

describe('an answer that asks for people', () => {
  it.each(['billing', '6f0c1d1e-8a51-4a0b-9d3f-2f8c6a1f4e77'])('names a team by its key: %s', (teamId) => {
    expect(read({ handoff: { teamId } })?.handoff?.teamId).toBe(teamId);
  });

  it.each([
    ['two teams', 'billing, sales'],
    ['nothing', ''],
    ['an overlong key', 'x'.repeat(201)],
    ['a number', 7],
  ])('is not understood where the team is %s', (_what, teamId) => {
    expect(read({ handoff: { teamId } })).toBeUndefined();
  });

  it('may be as urgent as the domain lets a conversation be, and no more', () => {
    expect(read({ handoff: { priority: limits.priority } })?.handoff?.priority).toBe(limits.priority);
    expect(read({ handoff: { priority: limits.priority + 1 } })).toBeUndefined();
    expect(read({ handoff: { priority: -1 } })).toBeUndefined();
  });
});
