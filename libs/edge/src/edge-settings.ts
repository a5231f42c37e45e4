/** What the HTTP edge is told by the configuration; the names are the configuration's own. */
export interface EdgeSettings {
  /** The largest body in bytes. */
  readonly bodyLimitBytes: number;
  /** How long a client may take to send a whole request, its headers included, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** The longest that an answer of ours keeps its client waiting on purpose, in milliseconds. */
  readonly longPollLimitMs: number;
  readonly maxConnections: number;
  /** Requests a second of one address; twice as many at once. 0: no limit. */
  readonly ratePerAddress: number;
  /** Networks of the proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Origins whose pages may call from a browser; none: none. */
  readonly corsOrigins: readonly string[];
}
