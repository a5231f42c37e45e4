import { describe, expect, it } from '@jest/globals';
import { AllowedNetworks, isPublic } from './addresses.js';

describe('an address of the outside', () => {
  it.each(['8.8.8.8', '93.184.215.14', '172.15.0.1', '172.32.0.1', '100.63.0.1', '2606:4700::1111', '2a00:1450::5'])(
    'is %s',
    (address) => expect(isPublic(address)).toBe(true),
  );

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    'fec0::1',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::',
    'not an address',
    '',
  ])('is not %s', (address) => expect(isPublic(address)).toBe(false));
});

describe('networks of one’s own', () => {
  it('are named by an address or a prefix', () => {
    const allowed = new AllowedNetworks(['127.0.0.1', '10.1.0.0/16', 'fd00::/8']);
    expect(['127.0.0.1', '10.1.2.3', 'fd00::5', '::ffff:10.1.2.3'].map((one) => allowed.has(one))).not.toContain(false);
    expect(['127.0.0.2', '10.2.0.1', 'fe80::1', 'x'].map((one) => allowed.has(one))).not.toContain(true);
  });

  it.each(['10.0.0.0/33', 'example.org', '10.0.0.0/x', '10.0.0.0/8/8', ''])('are not "%s"', (text) =>
    expect(() => new AllowedNetworks([text])).toThrow(/not an IP network/),
  );
});
