import type { Configuration } from './configuration.js';
import { declaredSettings } from './setting.js';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\]|::1|)$/;

/** Of PostgreSQL's modes, the one that proves whom one speaks to, and the one that says openly that nothing is proven. */
const honestModes = ['verify-full', 'disable'];

/**
 * Connections whose other end would not have to prove who it is. A half-way mode is refused anywhere, since it reads like protection; no
 * protection at all is refused in production, but for this machine and where the operator says that something else encrypts.
 */
export function connectionFaults(configuration: Configuration): readonly string[] {
  const { mode, plaintext } = configuration;
  const strict = mode === 'production' && plaintext === 'refuse';
  const nameOf = (property: string) => declaredSettings.find((one) => one.property === property)!.name;
  const databases = Object.entries(configuration)
    .filter(([property, value]) => /^database\w+Url$/.test(property) && typeof value === 'string')
    .flatMap(([property, value]) => databaseFaults(nameOf(property), value as string, strict));
  const { eventStoreUrl } = configuration;
  const store = eventStoreUrl === undefined ? [] : eventStoreFaults(nameOf('eventStoreUrl'), eventStoreUrl, strict);
  return [...databases, ...store, ...kafkaFaults(configuration, nameOf, strict)];
}

const hint = ' in production (or set HANDOFF_PLAINTEXT to allow, where the network itself encrypts)';

function databaseFaults(name: string, text: string, strict: boolean): string[] {
  if (!URL.canParse(text)) return [`${name} cannot be read as an address.`];
  const { hostname, searchParams } = new URL(text);
  const sslmode = searchParams.get('sslmode');
  if (searchParams.has('ssl') || (sslmode !== null && !honestModes.includes(sslmode)))
    return [`${name} takes sslmode=verify-full (with sslrootcert=FILE) or sslmode=disable: others prove nothing.`];
  return strict && sslmode !== 'verify-full' && !loopback.test(hostname)
    ? [`${name} must say sslmode=verify-full${hint}.`]
    : [];
}

/** A client of EventStoreDB uses TLS unless it is told not to. */
function eventStoreFaults(name: string, text: string, strict: boolean): string[] {
  const [, hosts = '', query = ''] = /^[\w+]+:\/\/(?:[^@/]*@)?([^/?]*)\/?(?:\?(.*))?$/.exec(text) ?? [];
  const options = new Map(
    [...new URLSearchParams(query)].map(([key, value]) => [key.toLowerCase(), value.toLowerCase()]),
  );
  if (options.get('tlsverifycert') === 'false')
    return [`${name} says tlsVerifyCert=false, which proves nothing: name the authority with tlsCAFile=FILE.`];
  const away = hosts.split(',').some((host) => !loopback.test(host.replace(/:\d+$/, '')));
  return strict && away && options.get('tls') === 'false' ? [`${name} must not say tls=false${hint}.`] : [];
}

function kafkaFaults(
  { kafkaBrokers = [], kafkaTls, kafkaUsername, kafkaPassword, kafkaMechanism }: Configuration,
  nameOf: (property: keyof Configuration) => string,
  strict: boolean,
): string[] {
  const away = kafkaBrokers.some((broker) => !loopback.test(broker.replace(/:\d+$/, '')));
  const login = kafkaUsername !== undefined;
  return [
    ...(strict && away && kafkaTls === 'off' ? [`${nameOf('kafkaTls')} must be on${hint}.`] : []),
    ...(login === (kafkaPassword !== undefined)
      ? []
      : [`${nameOf('kafkaUsername')} and ${nameOf('kafkaPassword')} are given together, or neither.`]),
    ...(login && kafkaMechanism === 'plain' && kafkaTls === 'off'
      ? [`${nameOf('kafkaMechanism')} plain sends the password readable: it needs ${nameOf('kafkaTls')} on.`]
      : []),
  ];
}
