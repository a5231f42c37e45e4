import { calculateJwkThumbprint } from 'jose';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** The one algorithm of the local issuer (RFC 8037): tokens that name another are refused, whatever their header says. */
export const algorithm = 'EdDSA';

/** The key of the local issuer, Ed25519. */
export interface IssuerKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** RFC 7638 thumbprint of the public key, written into tokens as `kid`. */
  readonly id: string;
}

/** The local issuer: its key, and what it writes into every token. */
export interface IssuerSettings {
  readonly key: IssuerKey;
  /** `iss` of every token. */
  readonly issuer: string;
  /** `aud` of every token. */
  readonly audience: string;
}

/** What stands before the 32 bytes in the PKCS #8 form of an Ed25519 key (RFC 8410, section 10.3). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The issuer key from its text: the 32 random bytes that are an Ed25519 private key (RFC 8032, section 5.1.5), as hexadecimal
 * digits or base64url.
 *
 * @throws Error when it is neither; the text is not repeated
 */
export async function parseIssuerKey(text: string): Promise<IssuerKey> {
  const trimmed = text.trim();
  const hex = /^[0-9a-f]{64}$/i.test(trimmed);
  if (!hex && !/^[\w-]{43}=?$/.test(trimmed))
    throw new Error('The key of the token issuer must be 32 bytes, as 64 hexadecimal digits or base64url.');
  const seed = Buffer.from(trimmed, hex ? 'hex' : 'base64url');
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  return { privateKey, publicKey, id: await calculateJwkThumbprint(publicKey) };
}
