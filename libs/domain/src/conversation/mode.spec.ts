import { describe, expect, it } from '@jest/globals';
import { olga } from '../../test/scene.js';
import {
  asksForPerson,
  assumes,
  claims,
  closes,
  history,
  returns,
  rings,
  writes,
  type Step,
} from '../../test/steps.js';
import { interactionMode, whoMayAnswer } from './mode.js';

const state = (...steps: readonly Step[]) => history({}, ...steps).state;

describe('who may answer', () => {
  it('is one at most: the agent by its name, nobody, or the assignee (row 70)', () => {
    expect(whoMayAnswer(state(writes()))).toEqual({
      kind: 'ai_agent',
      id: 'front',
      name: 'Front line',
      version: 1,
      epoch: 1,
    });
    expect(whoMayAnswer(state(writes(), asksForPerson()))).toEqual({ kind: 'nobody' });
    expect(whoMayAnswer(state(writes(), assumes(olga)))).toEqual({ kind: 'member', id: 'olga', name: 'Olga' });
    expect(whoMayAnswer(state(writes(), closes(olga)))).toEqual({ kind: 'nobody' });
  });
});

describe('the interaction mode', () => {
  it('is the AI’s until something changes it (row 44)', () => {
    expect(interactionMode(state(writes()))).toEqual({ mode: 'ai', source: 'agent', why: null, expiresAt: null });
  });

  it('says why it is human and when that expires (row 44)', () => {
    expect(interactionMode(state(writes(), asksForPerson(), claims(olga)))).toMatchObject({
      mode: 'human',
      source: 'agent',
      why: { trigger: 'explicit_request', reasonCode: 'customer_request' },
      expiresAt: '2026-11-20T12:30:20.000Z',
    });
  });

  it('tells a change by hand and a timeout from the agent’s (row 45)', () => {
    const taken = [writes(), assumes(olga)];
    expect(interactionMode(state(...taken)).source).toBe('manual');
    expect(interactionMode(state(...taken, returns(olga)))).toMatchObject({ mode: 'ai', source: 'manual' });
    expect(interactionMode(state(...taken, rings('idle')))).toMatchObject({
      mode: 'ai',
      source: 'timeout',
      expiresAt: null,
    });
    expect(interactionMode(state(...taken, closes(olga))).mode).toBe('closed');
  });
});
