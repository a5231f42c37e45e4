import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { InvalidToken, issueVisitorToken, verifyVisitorToken, type IssuerSettings, type Visitor } from '#access';
import { bytesOf, type ArmedConnector } from '#messaging';
import { Refusal } from '../http/problem.js';

/** How long a browser is recognised. */
const lifeSeconds = 30 * 24 * 60 * 60;

/** Who writes in a browser: a stranger who is recognised again, or a user for whom the host page vouches. */
export class Visitors {
  constructor(private readonly issuer: IssuerSettings) {}

  /** A token for somebody new. */
  async welcome({ workspaceId, channel }: ArmedConnector): Promise<{ token: string; expiresIn: number }> {
    const visitor = { workspaceId, channel, externalUserId: `visitor:${randomUUID()}` };
    return { token: await issueVisitorToken(this.issuer, visitor, lifeSeconds), expiresIn: lifeSeconds };
  }

  /**
   * A token for a user of the host page, whose server has signed the user's id: the hex HMAC-SHA256 under the connector's secret.
   * @throws Refusal `user_not_vouched_for`
   */
  async recognise(connector: ArmedConnector, userId: string, signature: string) {
    const { workspaceId, channel, secrets } = connector;
    const given = Buffer.from(signature, 'hex');
    const right = (secret: string) => createHmac('sha256', bytesOf(secret)).update(userId).digest();
    if (!secrets.map(right).some((one) => one.length === given.length && timingSafeEqual(one, given)))
      throw new Refusal(
        401,
        'user_not_vouched_for',
        'The signature is not of this user’s id and this channel’s secret.',
      );
    const visitor = { workspaceId, channel, externalUserId: `user:${userId}` };
    return { token: await issueVisitorToken(this.issuer, visitor, lifeSeconds), expiresIn: lifeSeconds };
  }

  /** Whose request it is. @throws Refusal `unauthenticated` */
  async of(authorization: string | undefined): Promise<Visitor> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    try {
      if (token !== undefined) return await verifyVisitorToken(this.issuer, token);
    } catch (error) {
      if (!(error instanceof InvalidToken)) throw error;
    }
    throw new Refusal(401, 'unauthenticated', 'The chat does not know you, or no longer; begin anew.');
  }
}
