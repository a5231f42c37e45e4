import { InvalidToken } from '#access';
import { Rejected } from '#domain';
import { EventStoreUnavailable } from '#event-store';
import { describe, expect, it } from '@jest/globals';
import { HttpCommandDispatcher, httpCommands, type SendRequest } from './http-commands.js';
import type { CommandRequest } from './command-port.js';

const document = {
  paths: {
    '/v1/conversations/{id}/claim': { post: { operationId: 'Members_claim' } },
    '/v1/workspace/teams/{teamId}': {
      get: { operationId: 'Workspace_team' },
      put: {
        operationId: 'Workspace_changeTeam',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Team' } } } },
      },
    },
  },
  components: {
    schemas: {
      Team: { type: 'object', properties: { name: { $ref: '#/components/schemas/Name' } } },
      Name: { type: 'string' },
    },
  },
};
const commands = httpCommands(document);

function dispatch(change: Partial<CommandRequest>, status: number, body: unknown) {
  const sent: Parameters<SendRequest>[0][] = [];
  const dispatcher = new HttpCommandDispatcher(commands, (request) => {
    sent.push(request);
    return Promise.resolve({ status, body });
  });
  const request = { commandId: 'k1', type: 'Members_claim', subject: 'c/1', body: {}, token: 't' };
  return { sent, done: dispatcher.dispatch({ ...request, ...change } as CommandRequest) };
}

describe('the commands of the HTTP API', () => {
  it('are its operations that change something, with schemas that stand on their own', () => {
    expect(commands).toEqual([
      { name: 'Members_claim', method: 'POST', path: '/v1/conversations/{id}/claim', body: { type: 'object' } },
      {
        name: 'Workspace_changeTeam',
        method: 'PUT',
        path: '/v1/workspace/teams/{teamId}',
        body: { type: 'object', properties: { name: { type: 'string' } } },
      },
    ]);
  });

  it('are sent with the caller’s token and the command id as the key, and answered with the receipt', async () => {
    const { sent, done } = dispatch({ subject: 'a b' }, 200, {
      stream: 's',
      revision: '4',
      position: '10',
      state: 'human',
    });
    expect(await done).toEqual({ stream: 's', revision: 4n, position: 10n });
    expect(sent).toMatchObject([
      {
        method: 'POST',
        path: '/v1/conversations/a%20b/claim',
        headers: { authorization: 'Bearer t', 'idempotency-key': 'k1' },
      },
    ]);
  });

  it('are refused by name and subject before anything is sent', async () => {
    for (const [change, code] of [
      [{ type: 'Members_dance' }, 'unknown_command'],
      [{ type: 'Workspace_team' }, 'unknown_command'],
      [{ subject: undefined }, 'invalid_subject'],
      [{ subject: 'one/two' }, 'invalid_subject'],
      [{ subject: '..' }, 'invalid_subject'],
    ] as const) {
      const { sent, done } = dispatch(change, 200, {});
      await expect(done).rejects.toMatchObject({ code });
      expect(sent).toEqual([]);
    }
  });

  it.each([
    [409, { code: 'closed', detail: 'Closed.', state: 'closed', title: 'Conflict' }, Rejected],
    [401, { code: 'unauthenticated' }, InvalidToken],
    [503, { code: 'log_unavailable' }, EventStoreUnavailable],
    [500, { code: 'internal_error' }, Error],
    [502, 'a proxy’s page', Error],
  ])('turn the answer %i into what it means', async (status, body, kind) => {
    const { done } = dispatch({ subject: 'c1' }, status, body);
    await expect(done).rejects.toBeInstanceOf(kind);
    if (status === 409) await expect(done).rejects.toMatchObject({ kind: 'conflict', facts: { state: 'closed' } });
  });
});
