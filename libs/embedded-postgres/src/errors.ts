/** The server could not be started; the message is one sentence for the person who started it. */
export class PostgresStartError extends Error {
  override name = 'PostgresStartError';
}

/** The data folder cannot be used as it is. Nothing in it was changed. The message is one sentence. */
export class PostgresFolderError extends PostgresStartError {
  override name = 'PostgresFolderError';
}

/** The port that was asked for is taken. The message is one sentence. */
export class PostgresPortError extends PostgresStartError {
  override name = 'PostgresPortError';
}
