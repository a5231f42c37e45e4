import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { limits } from '#domain';
import { HandoffRequest } from './handoff-request.js';

const problems = (body: object) => validateSync(plainToInstance(HandoffRequest, body)).map(({ property }) => property);

describe('a request for a handoff', () => {
  it('may be as urgent as the domain lets a conversation be, and no more', () => {
    expect(problems({ priority: limits.priority, teamId: 'billing' })).toEqual([]);
    expect(problems({ priority: limits.priority + 1 })).toEqual(['priority']);
  });
});
