import { errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { randomUUID } from 'node:crypto';
import { InvalidToken } from './invalid-token.js';
import { algorithm, type IssuerSettings } from './issuer-key.js';

/** Claims as a token of the local issuer, a JWT (RFC 7519) that is good from now on for `lifeSeconds`. */
export function signClaims(
  { key, issuer, audience }: IssuerSettings,
  claims: JWTPayload & { readonly sub: string },
  lifeSeconds: number,
  now: Date,
): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: key.id })
    .setIssuer(issuer)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifeSeconds)
    .sign(key.privateKey);
}

/**
 * What a token of the local issuer claims. Signature, algorithm, issuer, audience and times are checked; `kid` is not followed anywhere,
 * since there is one key.
 * @throws InvalidToken for every token that was not issued here, for us, for now
 */
export async function claimsOf(
  { key, issuer, audience }: IssuerSettings,
  token: string,
  now: Date,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [algorithm],
      ...{ issuer, audience },
      requiredClaims: ['exp', 'iat', 'sub'],
      currentDate: now,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new InvalidToken(error.code);
    throw error;
  }
}
