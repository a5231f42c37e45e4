import { describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../../api-client.js';
import { Failure } from '../failure.js';
import { readInvestigation } from './read-investigation.js';

const nobody = { authorKind: null, authorId: null, authorName: null, text: null, from: null, to: null };
const said = (seq: number, text: string) => ({
  ...nobody,
  seq,
  position: String(seq),
  at: '2026-11-20T05:00:00.000Z',
  type: 'CustomerMessageReceived',
  authorKind: 'customer',
  text,
  details: {},
});

/** An API that knows these answers and no others. */
function api(answers: Readonly<Record<string, object>>): ApiClient {
  const get = (path: string) => {
    const body = answers[path];
    return Promise.resolve(
      body === undefined
        ? { status: 404, body: { code: 'conversation_not_found', detail: 'There is no such conversation.' } }
        : { status: 200, body },
    );
  };
  return {
    get: get as ApiClient['get'],
    post: () => Promise.reject(new Error()),
    put: () => Promise.reject(new Error()),
  };
}

describe('an investigation', () => {
  it('reads every page of the timeline, and names members and agents', async () => {
    const closed = { ...said(2, ''), type: 'ConversationClosed' };
    const details = { by: { kind: 'member', id: 'm' }, outcome: 'resolved', reasonCode: 'unspecified' };
    const { steps } = await readInvestigation(
      api({
        '/v1/conversations/c': { conversationId: 'c' },
        '/v1/conversations/c/timeline?limit=200': { items: [said(1, 'Hello')], next: 'more/' },
        '/v1/conversations/c/timeline?limit=200&cursor=more%2F': { items: [{ ...closed, details }], next: null },
        '/v1/workspace': { members: { m: { name: 'Ada' } } },
        '/v1/agents': { items: [] },
      }),
      'c',
    );
    expect(steps.map(({ what }) => what)).toEqual(['Hello', 'closed by Ada: resolved']);
    expect(steps[0]).toMatchObject({ position: '1', item: { text: 'Hello' } });
  });

  it('says what the API says when it refuses', async () => {
    await expect(readInvestigation(api({}), 'c')).rejects.toThrow(Failure);
    await expect(readInvestigation(api({}), 'c')).rejects.toThrow(
      'There is no such conversation. (conversation_not_found)',
    );
  });
});
