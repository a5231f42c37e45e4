import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { isWorkspaceId } from '#access';
import { markTaken, wasTaken, type ArmedConnector } from '#messaging';
import { jsonOf, shaped } from '../http/json-body.js';
import { channelName } from '../http/channel-name.js';
import { Refusal } from '../http/problem.js';
import { InboundEnvelope } from './inbound-bodies.js';
import type { TakeInbound } from './take-inbound.js';
import { verifySignature } from './verify-signature.js';

/** Larger than any message that the domain takes. */
export const bodyLimit = 256 * 1024;

export interface InboundParts {
  readonly pool: Pool;
  readonly connectorOf: (workspaceId: string, channel: string) => Promise<ArmedConnector | undefined>;
  readonly take: TakeInbound;
}

/**
 * The generic connector: any messenger's service posts signed envelopes to `/inbound/{workspace}/{channel}`. One that was dealt with
 * before is answered as such and does nothing.
 */
export function inboundRoutes(http: FastifyInstance, { pool, connectorOf, take }: InboundParts): void {
  http.post<{ Params: { workspace: string; channel: string } }>(
    '/inbound/:workspace/:channel',
    { bodyLimit },
    async (request) => {
      const { workspace: workspaceId, channel } = request.params;
      const connector =
        isWorkspaceId(workspaceId) && channelName.test(channel) ? await connectorOf(workspaceId, channel) : undefined;
      if (connector?.kind !== 'webhook') throw new Refusal(404, 'no_such_channel', 'There is no such connector.');
      const encoding = request.headers['content-encoding'];
      if (encoding !== undefined && encoding !== 'identity')
        throw new Refusal(415, 'unsupported_encoding', 'Send the body without a content encoding.');
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const signed = { workspaceId, channel, messageId: verifySignature(connector.secrets, request.headers, body) };
      const envelope = shaped(InboundEnvelope, jsonOf(body));
      if (await wasTaken(pool, signed)) return { status: 'already_received' };
      const answer = await take.take(connector, envelope, signed.messageId);
      await markTaken(pool, signed);
      return { status: 'received', ...answer };
    },
  );
}
