import { IsInt, IsNotEmpty, IsOptional, Matches, Max, Min } from 'class-validator';
import { AreNetworks, Setting, commaList, wholeNumber } from './setting.js';

/** Settings of whatever is served over HTTP: where, how much, how fast, how long. */
export class HttpSettings {
  @Setting({ name: 'HANDOFF_HTTP_HOST', default: '127.0.0.1', meaning: 'address that the HTTP API listens on' })
  @IsNotEmpty({ message: 'must not be empty' })
  httpHost!: string;

  @Setting({
    name: 'HANDOFF_HTTP_PORT',
    default: '3000',
    meaning: 'port of the HTTP API; 0 takes a free one',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be between 0 and 65535' })
  @Max(65535, { message: 'must be between 0 and 65535' })
  httpPort!: number;

  @Setting({
    name: 'HANDOFF_BODY_LIMIT_BYTES',
    default: String(256 * 1024),
    meaning: 'largest request body in bytes; above it the answer is 413',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(1024, { message: 'must be at least 1024' })
  @Max(16 * 1024 * 1024, { message: 'must be at most 16777216 (an event must fit into one append)' })
  bodyLimitBytes!: number;

  @Setting({
    name: 'HANDOFF_LONG_POLL_LIMIT_MS',
    default: '30000',
    meaning: 'longest time in milliseconds that a request for turns may wait',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be between 0 and 300000' })
  @Max(300_000, { message: 'must be between 0 and 300000' })
  longPollLimitMs!: number;

  @Setting({
    name: 'HANDOFF_READ_YOUR_WRITES_LIMIT_MS',
    default: '5000',
    meaning: 'longest time in milliseconds that a query waits for the position it names',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be between 0 and 60000' })
  @Max(60_000, { message: 'must be between 0 and 60000' })
  readYourWritesLimitMs!: number;

  @Setting({
    name: 'HANDOFF_HEALTH_PORT',
    meaning: 'port of health and metrics of relay and projector, in standalone of its projector; unset: none',
    read: wholeNumber,
  })
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be between 0 and 65535' })
  @Max(65535, { message: 'must be between 0 and 65535' })
  healthPort?: number;

  @Setting({
    name: 'HANDOFF_REQUEST_TIMEOUT_MS',
    default: '30000',
    meaning: 'longest time in milliseconds that a client may take to send a whole request',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(1_000, { message: 'must be between 1000 and 600000' })
  @Max(600_000, { message: 'must be between 1000 and 600000' })
  requestTimeoutMs!: number;

  @Setting({
    name: 'HANDOFF_MAX_CONNECTIONS',
    default: '10000',
    meaning: 'connections that may be open at once; more are closed as they come',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(10, { message: 'must be between 10 and 1000000' })
  @Max(1_000_000, { message: 'must be between 10 and 1000000' })
  maxConnections!: number;

  @Setting({
    name: 'HANDOFF_RATE_PER_MEMBER',
    default: '500',
    meaning: 'requests a second of one member, whatever tokens they have, twice as many at once; 0: no limit',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be between 0 and 1000000' })
  @Max(1_000_000, { message: 'must be between 0 and 1000000' })
  ratePerMember!: number;

  @Setting({
    name: 'HANDOFF_RATE_PER_INTEGRATION',
    default: '5000',
    meaning: 'requests a second of one integration, API key or AI runtime, twice as many at once; 0: no limit',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be between 0 and 1000000' })
  @Max(1_000_000, { message: 'must be between 0 and 1000000' })
  ratePerIntegration!: number;

  @Setting({
    name: 'HANDOFF_RATE_PER_ADDRESS',
    default: '10000',
    meaning:
      'requests a second of one address (IPv6: of one /64 network), twice as many at once; 0: no limit. Behind a proxy, name it in HANDOFF_TRUSTED_PROXIES: its callers would share one address',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be between 0 and 1000000' })
  @Max(1_000_000, { message: 'must be between 0 and 1000000' })
  ratePerAddress!: number;

  @Setting({
    name: 'HANDOFF_LIVE_STREAMS_PER_CALLER',
    default: '20',
    meaning: 'live streams that one caller may have open in one process',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be between 1 and 10000' })
  @Max(10_000, { message: 'must be between 1 and 10000' })
  liveStreamsPerCaller!: number;

  @Setting({
    name: 'HANDOFF_TRUSTED_PROXIES',
    default: '',
    meaning: 'networks of your proxies, whose X-Forwarded-For is believed, e.g. 10.0.0.0/8; unset: nobody is believed',
    read: commaList,
  })
  @AreNetworks()
  trustedProxies!: readonly string[];

  @Setting({
    name: 'HANDOFF_CORS_ORIGINS',
    default: '',
    meaning: 'origins whose pages may call the API from a browser, e.g. https://desk.example.org; unset: none',
    read: commaList,
  })
  @Matches(/^https?:\/\/[a-z0-9.:[\]-]{1,260}$/i, {
    each: true,
    message: 'must be origins (https://host) with commas between',
  })
  corsOrigins!: readonly string[];
}
