import { InvalidToken, IssuerUnavailable, type Principal } from '#access';
import { Rejected } from '#domain';
import { EventStoreUnavailable } from '#event-store';
import { describe, expect, it } from '@jest/globals';
import { problemWith } from '../published/validate.js';
import { answerCommand, type CommandParts } from './answer-command.js';
import { commandResult, commandResultHeaders } from './command-messages.js';
import type { CommandRequest } from './command-port.js';

const commandId = 'b3d9e7e2-0a4e-4d55-9d0e-1f5c1f6a7d10';
const principal: Principal = {
  workspaceId: '0b7a6f0e-9d35-4a0f-8f0e-3f5b7d8c9a10',
  kind: 'member',
  id: 'm1',
  role: 'operator',
};
const headers: Record<string, string | undefined> = {
  ce_specversion: '1.0',
  ce_id: commandId,
  ce_type: 'ClaimConversation',
  ce_subject: 'c1',
  ce_correlationid: 'their-own',
  authorization: 'Bearer good',
};

async function answer(
  change: { headers?: typeof headers; value?: Buffer | null } = {},
  dispatch: (request: CommandRequest) => unknown = () => ({ stream: 'conversation-c1', revision: 4n, position: 99n }),
) {
  const dispatched: CommandRequest[] = [];
  const faults: unknown[] = [];
  const parts: CommandParts = {
    dispatcher: {
      dispatch: async (request) => {
        dispatched.push(request);
        return (await dispatch(request)) as never;
      },
    },
    verifyToken: (token) =>
      token === 'good' ? Promise.resolve(principal) : Promise.reject(new InvalidToken('signature')),
    maxBytes: 100,
    now: () => new Date(0),
    onFault: (_what, error) => faults.push(error),
  };
  const { value = Buffer.from('{"memberId":"m1"}') } = change;
  const given = { ...headers, ...change.headers };
  const message = {
    key: Buffer.from('c1'),
    value,
    headers: Object.fromEntries(
      Object.entries(given).flatMap(([name, text]) => (text === undefined ? [] : [[name, Buffer.from(text)]])),
    ),
  };
  const result = await answerCommand(message, 'handoff.commands.v1/0/17', parts);
  expect(problemWith(commandResultHeaders, result.headers)).toBeUndefined();
  expect(problemWith(commandResult, JSON.parse(result.value))).toBeUndefined();
  return { ...result, body: JSON.parse(result.value) as Record<string, unknown>, dispatched, faults };
}

describe('a command over Kafka', () => {
  it('is executed for whom its token names, and answered with its receipt and correlation id', async () => {
    const { body, headers, key, topic, dispatched } = await answer();
    expect([topic, key]).toEqual(['handoff.command-results.v1', 'c1']);
    expect(headers).toMatchObject({ ce_type: 'CommandAccepted', ce_correlationid: 'their-own', commandId });
    expect(body).toEqual({
      status: 'accepted',
      receipt: { stream: 'conversation-c1', revision: '4', position: '99' },
    });
    expect(dispatched).toEqual([
      {
        commandId,
        type: 'ClaimConversation',
        subject: 'c1',
        body: { memberId: 'm1' },
        principal,
        token: 'good',
        correlationId: 'their-own',
      },
    ]);
  });

  it('gets the same result id when it comes again', async () => {
    expect((await answer()).headers['ce_id']).toBe((await answer()).headers['ce_id']);
  });

  it('is told why it was refused, without any name', async () => {
    const { body } = await answer({}, () => {
      throw new Rejected('conflict', 'already_claimed', 'Somebody else has claimed the conversation.', {
        assignee: { kind: 'member', id: 'm2', name: 'Ada' },
        changedBy: 'Ada',
      });
    });
    expect(body).toMatchObject({ status: 'refused', kind: 'conflict', code: 'already_claimed' });
    expect(body['facts']).toEqual({ assignee: { kind: 'member', id: 'm2' } });
  });

  it.each([
    ['no JSON', { value: Buffer.from('{') }, 'malformed'],
    ['bytes that are no text', { value: Buffer.from([0x22, 0xff, 0x22]) }, 'malformed'],
    ['no object', { value: Buffer.from('[1]') }, 'malformed'],
    ['no value', { value: null }, 'malformed'],
    ['too many bytes', { value: Buffer.alloc(101, ' ') }, 'too_large'],
    ['no id', { headers: { ce_id: undefined } }, 'malformed'],
    ['an id that is no UUID', { headers: { ce_id: '1' } }, 'malformed'],
    ['no name', { headers: { ce_type: undefined } }, 'malformed'],
    ['another CloudEvents version', { headers: { ce_specversion: '0.3' } }, 'malformed'],
    ['no token', { headers: { authorization: undefined } }, 'invalid_token'],
    ['a token of another scheme', { headers: { authorization: 'Basic good' } }, 'invalid_token'],
    ['a forged token', { headers: { authorization: 'Bearer forged' } }, 'invalid_token'],
  ])('with %s is refused with a code, and executed never', async (_what, change, code) => {
    const { body, headers, dispatched } = await answer(change);
    expect(body).toMatchObject({ status: 'refused', code });
    expect(headers['ce_type']).toBe('CommandRefused');
    expect(headers['ce_correlationid']).toBeTruthy();
    expect(dispatched).toEqual([]);
  });

  it('that meets a fault of ours gets a result too, which says nothing of the fault', async () => {
    const { value, body, faults } = await answer({}, () => {
      throw new TypeError('secret');
    });
    expect(body).toMatchObject({ status: 'refused', code: 'internal_error' });
    expect(value).not.toContain('secret');
    expect(faults).toHaveLength(1);
  });

  it.each([EventStoreUnavailable, IssuerUnavailable])(
    'has no result yet while the log, or whoever vouches for its token, is away: it is given again',
    async (Unavailable) => {
      const away = () => {
        throw new Unavailable('away');
      };
      await expect(answer({}, away)).rejects.toThrow(Unavailable);
    },
  );
});
