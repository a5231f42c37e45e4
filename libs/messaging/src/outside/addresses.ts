import { BlockList, isIP } from 'node:net';

/**
 * Addresses that no outside party lives at: this machine, private networks, link-local (the metadata services of clouds among them),
 * documentation, multicast, and the IPv6 forms that lead back to IPv4.
 * Sources: the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890), RFC 6052 (64:ff9b::), RFC 3056 (2002::).
 */
const closed = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  closed.addSubnet(network, prefix, 'ipv4');
/** Only global unicast (2000::/3) is assigned to the outside at all; within it these are special. */
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closed.addSubnet(network, prefix, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** Networks of one's own that may be reached all the same, e.g. `10.1.2.0/24`, `127.0.0.1`, `fd00::/8`. */
export class AllowedNetworks {
  private readonly list = new BlockList();

  /** @throws Error that names the part which is no network */
  constructor(networks: readonly string[] = []) {
    for (const network of networks) {
      const [address = '', prefix, more] = network.split('/');
      const version = isIP(address);
      const bits = Number(prefix ?? (version === 4 ? 32 : 128));
      const fits = version !== 0 && more === undefined && Number.isInteger(bits) && bits >= 0;
      if (!fits || bits > (version === 4 ? 32 : 128)) throw new Error(`"${network}" is not an IP network`);
      this.list.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
    }
  }

  get isEmpty(): boolean {
    return this.list.rules.length === 0;
  }

  has(address: string): boolean {
    if (isIP(address) === 0) return false;
    return this.list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
}

/** Whether an address belongs to the outside. @param address as a resolver gives it; anything that is no address does not */
export function isPublic(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !closed.check(address, 'ipv4');
  // IPv4-mapped addresses (::ffff:…) lie outside of 2000::/3, as loopback, link-local and unique local ones do.
  return version === 6 && global6.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}
