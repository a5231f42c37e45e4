/** Whom a bad key names, once it is known to be one of theirs: the workspace's audit log tells of it. */
export interface AboutKey {
  readonly workspaceId: string;
  readonly keyId: string;
}

/**
 * The token is not good for anything here. `reason` and `about` are for our logs; the caller is told no more than that, whatever was
 * wrong with it.
 */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';

  constructor(
    readonly reason: string,
    readonly about?: AboutKey,
  ) {
    super('The token is not valid.');
  }
}

/** Whoever vouches for tokens cannot be asked now: nobody knows whether the token is good. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}
