import { describe, expect, it } from '@jest/globals';
import { billing, frontLine } from './answer-rules.js';

const turn = (text: string) => ({ cause: 'message', text, messageId: 'm', context: null });

describe('the sample agents', () => {
  it('look up an order that the customer names', () => {
    expect(frontLine(turn('Where is my parcel? It is order 4711.'))).toEqual({ kind: 'look_up', order: '4711' });
  });

  it('pass questions of money on, with what was said', () => {
    expect(frontLine(turn('I was charged twice for invoice 88'))).toMatchObject({
      kind: 'pass_on',
      context: { summary: 'I was charged twice for invoice 88', variables: { invoice: '88' } },
    });
  });

  it('say that they have not answered what they do not know', () => {
    expect(frontLine(turn('Can it swim?'))).toMatchObject({ kind: 'say', answered: false });
  });

  it('go on from the context when a conversation is given to them', () => {
    const context = { summary: 'Refund agreed.', variables: { invoice: '88' } };
    const move = billing({ cause: 'resume', text: null, messageId: null, context });
    expect(move).toMatchObject({ kind: 'say', text: expect.stringMatching(/Refund agreed\..*invoice 88/) });
  });

  it('end a conversation when the customer says thanks', () => {
    expect(billing(turn('Thanks, that was all'))).toMatchObject({ kind: 'finish' });
  });
});
