import { describe, expect, it } from '@jest/globals';
import { expectThat } from './expect.js';

describe('an expectation of the demo', () => {
  it('is met by an answer that says more than it must', () => {
    const answer = { status: 200, body: { state: 'ai', agent: { id: 'a', name: 'Front line' } } };
    expect(expectThat('the answer', answer, { status: 200, body: { agent: { name: 'Front line' } } })).toBe(answer);
  });

  it('tells what was expected and what was seen when it is not', () => {
    expect(() => expectThat('Ada claims it', { status: 500 }, { status: 200 })).toThrow(
      'Ada claims it\n  expected { status: 200 }\n  saw      { status: 500 }',
    );
  });
});
