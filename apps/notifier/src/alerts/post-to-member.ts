import {
  failedTry,
  preferencesOf,
  rowsOf,
  sign,
  type Delivery,
  type Outside,
  type SecretBox,
  type Tried,
} from '#messaging';
import type { Pool } from 'pg';
import { triedOfStatus } from '../webhooks/answered.js';
import type { MemberPayload } from './member-payload.js';
import type { StillMeant } from './still-meant.js';

export interface PostToMemberParts {
  readonly stillMeant: StillMeant;
  readonly pool: Pool;
  readonly box: SecretBox;
  readonly outside: Outside;
}

const limits = { timeoutMs: 10_000, maxAnswerBytes: 16 * 1024, ignoreLongAnswer: true };

/** Posts notifications to a member's own address, signed. */
export function postToMember({ stillMeant, pool, box, outside }: PostToMemberParts) {
  return async ({ id, workspaceId, payload }: Delivery, signal: AbortSignal): Promise<Tried> => {
    const data = payload as unknown as MemberPayload;
    if (!(await stillMeant.is(data))) return { state: 'sent', code: 'no_longer_waiting' };
    const preference = (await preferencesOf(rowsOf(pool), box, workspaceId, [data.memberId])).get(data.memberId);
    const { webhook = null, webhookSecret = null } = preference ?? {};
    if (webhook === null || webhookSecret === null) return { state: 'sent', code: 'no_address' };
    const body = JSON.stringify({
      type: `notification.${data.kind}`,
      timestamp: data.at,
      data: { workspaceId, ...data },
    });
    try {
      const headers = { ...sign([webhookSecret], id, body) };
      return triedOfStatus(await outside.post({ url: webhook, headers, body, signal, ...limits }));
    } catch (error) {
      return failedTry(error);
    }
  };
}
