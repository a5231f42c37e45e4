import { Body, Controller, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { allowed, isAction, KeyUses, makeApiKey } from '#access';
import { IssueApiKey, RevokeApiKey } from '#commands';
import { isGoodKey, type KnownApiKey } from '#domain';
import { newIdsOf } from '#event-store';
import { By, Caller } from '../http/caller.js';
import { KnownSettings } from '../http/known-settings.js';
import { Nothing } from '../http/nothing.js';
import { ApiKeyId } from '../http/path-ids.js';
import { HttpProblem } from '../http/problem.js';
import { Receipt, receiptOf } from '../http/receipt.js';
import { CommandRoute, ViewRoute } from '../http/route.js';
import { Reading } from '../http/views.js';
import { ApiKeyReceipt, ApiKeysAnswer, NewApiKey, type ApiKeyAnswer } from './api-key-bodies.js';

/** Keys of integrations and AI runtimes. */
@ApiTags('Access')
@Controller('v1/workspace/api-keys')
export class ApiKeysController {
  constructor(
    private readonly bus: CommandBus,
    private readonly known: KnownSettings,
    private readonly uses: KeyUses,
  ) {}

  @ViewRoute('', {
    permit: 'api-key.read',
    summary: 'API keys, newest first, also those that are no longer good',
    answer: ApiKeysAnswer,
  })
  async list(@Query() query: Reading, @By() caller: Caller): Promise<ApiKeysAnswer> {
    const { apiKeys } = await this.known.workspace(caller, query);
    const lastUsed = await this.uses.of(caller.workspaceId);
    const now = new Date().toISOString();
    const items = Object.entries(apiKeys).map(([keyId, key]) => answerOf(keyId, key, lastUsed.get(keyId), now));
    return { items: items.reverse() };
  }

  @CommandRoute('POST', '', {
    permit: 'api-key.manage',
    summary: 'Issue an API key',
    about:
      'The answer shows the key once; only a hash of it is kept. Its holder sends it as `Authorization: Bearer handoff_…`. A runtime’s key ' +
      'speaks for one agent.',
    answer: ApiKeyReceipt,
    refusals: { 404: ['agent_not_found'], 422: ['invalid_setting'] },
  })
  async issue(
    @Body() { name, kind, agentId, permissions, expiresAt }: NewApiKey,
    @By() { workspaceId, member, issue }: Caller,
  ): Promise<ApiKeyReceipt> {
    checkPermissions(kind, permissions ?? []);
    const keyId = newIdsOf(`api keys of ${workspaceId}`, issue.commandId)('key');
    const { text, hash } = makeApiKey(workspaceId, keyId);
    const asked = {
      ...{ member, keyId, name, scope: kind, agentId: agentId ?? null, permissions: permissions ?? null, hash },
      expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
    };
    const { receipt, state } = await this.bus.execute(new IssueApiKey(workspaceId, asked, issue));
    // A repeated request finds the key that the first one made, which nobody knows any more but its holder.
    return { ...receiptOf(receipt), keyId, key: state.apiKeys[keyId]?.hash === hash ? text : null };
  }

  @CommandRoute('DELETE', ':keyId', {
    permit: 'api-key.manage',
    summary: 'Revoke an API key',
    about: 'It is refused from then on, everywhere; what it opened, such as a live stream, ends.',
    answer: Receipt,
    refusals: { 404: ['api_key_not_found'] },
  })
  async revoke(
    @ApiKeyId() keyId: string,
    @Body() _body: Nothing,
    @By() { workspaceId, member, issue }: Caller,
  ): Promise<Receipt> {
    return receiptOf((await this.bus.execute(new RevokeApiKey(workspaceId, { keyId, member }, issue))).receipt);
  }
}

/** A key may be made for less than its kind may, and never for more. */
function checkPermissions(kind: NewApiKey['kind'], permissions: readonly string[]): void {
  const fields = permissions.flatMap((one, i) =>
    isAction(one) && allowed(kind, one) ? [] : [{ field: `permissions.${i}`, problem: `is nothing that ${kind} may` }],
  );
  if (fields.length === 0) return;
  throw new HttpProblem(422, 'invalid_body', `A key of this kind cannot be given these permissions.`, { fields });
}

function answerOf(keyId: string, key: KnownApiKey, lastUsed: Date | undefined, now: string): ApiKeyAnswer {
  const { name, scope, agentId, permissions, issuedAt, issuedByName, expiresAt, revokedAt } = key;
  return {
    ...{ keyId, name, kind: scope, agentId, permissions },
    state: revokedAt !== null ? 'revoked' : isGoodKey(key, now) ? 'active' : 'expired',
    issuedAt,
    issuedBy: issuedByName,
    ...{ expiresAt, revokedAt, lastUsedAt: lastUsed?.toISOString() ?? null },
  };
}
