import { createHash, timingSafeEqual } from 'node:crypto';
import { Metadata, ServerInterceptingCall, status, type ServerInterceptor } from '@grpc/grpc-js';

/** Passwords by user name. */
export type Users = Readonly<Record<string, string>>;

/** The client asks for these before it authenticates, without credentials. */
const OPEN_TO_ALL = new Set([
  '/event_store.client.server_features.ServerFeatures/GetSupportedMethods',
  '/event_store.client.gossip.Gossip/Read',
]);

/** Lets only calls with the Basic credentials (RFC 7617) of a known user pass; others end with UNAUTHENTICATED. */
export function requireCredentials(users: Users): ServerInterceptor {
  const digests = new Map(Object.entries(users).map(([name, password]) => [name, digest(password)]));
  return (method, call) =>
    new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, pass) => {
            if (OPEN_TO_ALL.has(method.path) || isKnown(metadata, digests)) pass(metadata);
            else call.sendStatus({ code: status.UNAUTHENTICATED, details: 'Who are you?', metadata: new Metadata() });
          },
        }),
    });
}

function isKnown(metadata: Metadata, digests: ReadonlyMap<string, Buffer>): boolean {
  const [scheme, encoded = ''] = String(metadata.get('authorization')[0] ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return false;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  const expected = digests.get(decoded.slice(0, colon));
  return colon > 0 && expected !== undefined && timingSafeEqual(digest(decoded.slice(colon + 1)), expected);
}

/** Digests have one length, so comparing them tells nothing of the password's. */
const digest = (password: string): Buffer => createHash('sha256').update(password).digest();
