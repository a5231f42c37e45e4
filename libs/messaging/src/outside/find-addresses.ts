import { lookup, Resolver, type LookupAddress, type LookupOptions } from 'node:dns';
import { promisify } from 'node:util';

/** Finds the addresses of a name, as `net.connect` asks for them. */
export type Resolve = (
  hostname: string,
  options: LookupOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface FindOptions {
  /** Whether names that DNS does not know may be this machine's own (its hosts file): only where one's own networks may be reached. */
  readonly own: boolean;
  /** Default: as this machine has it. `address:port` each. */
  readonly servers?: readonly string[];
  readonly timeoutMs?: number;
}

/**
 * Asks DNS itself. The system's own way (`getaddrinfo`) takes one of four threads for as long as it lasts, and files, signatures and
 * everybody else's names wait for the same four: somebody whose name servers never answer would make the whole process wait.
 */
export function findAddresses({ own, servers, timeoutMs = 2_000 }: FindOptions): Resolve {
  return (hostname, options, done) => {
    const isOwn = own && (hostname === 'localhost' || hostname.endsWith('.localhost'));
    if (isOwn) return void lookup(hostname, { ...options, all: true }, done);
    // A new one each time, since what this machine says of its name servers may change.
    const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    const ask = (family: 4 | 6) =>
      promisify(family === 4 ? resolver.resolve4 : resolver.resolve6).call(resolver, hostname) as Promise<string[]>;
    const { family } = options;
    const families: readonly (4 | 6)[] = family === 4 || family === 6 ? [family] : [4, 6];
    void Promise.allSettled(families.map(ask)).then((answers) => {
      const found = answers.flatMap((answer, i) =>
        answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family: families[i]! })) : [],
      );
      if (found.length > 0) return done(null, found);
      const errors = answers.flatMap((answer) =>
        answer.status === 'rejected' ? [answer.reason as NodeJS.ErrnoException] : [],
      );
      const unknown = errors.every(({ code }) => code === 'ENOTFOUND' || code === 'ENODATA');
      if (own && unknown) lookup(hostname, { ...options, all: true }, done);
      else done(errors[0] ?? null, []);
    });
  };
}
