import { unescape } from 'node:querystring';
import type { Configuration } from './configuration.js';
import { loginIn } from './secrets-of.js';
import { declaredSettings, writtenAs } from './setting.js';

/** Passwords that servers, images and tutorials come with. */
const wellKnown = [
  ...['changeit', 'changeme', 'change_me', 'postgres', 'password', 'admin', 'administrator', 'secret', 'root', 'test'],
  ...['guest', 'handoff', 'kafka', 'eventstore', 'ops', 'example', 'default', '123456', '12345678'],
];

/** Random bytes of this length hold fewer different ones than this about once in 10^15 tries. */
const fewestDifferentBytes = 16;

/**
 * What a configuration for production must not hold: default passwords, and keys that nobody drew at random. One sentence each, which
 * repeats no secret.
 */
export function productionFaults(configuration: Configuration): readonly string[] {
  const secrets = declaredSettings
    .filter(({ secret }) => secret)
    .flatMap(({ name, property }) =>
      [configuration[property as keyof Configuration] ?? []].flat().map((value) => ({ name, value: writtenAs(value) })),
    );
  const keys = secrets.filter(({ name }) => name.endsWith('_KEY'));
  const passwords = secrets.flatMap(({ name, value }) => {
    if (name.endsWith('_PASSWORD')) return [{ name, user: configuration.kafkaUsername, password: value }];
    const login = loginIn(value);
    return login === undefined ? [] : [{ name, user: unescape(login.user), password: unescape(login.password) }];
  });
  return [
    ...passwords
      .filter(({ user, password }) => password === user || wellKnown.includes(password.toLowerCase()))
      .map(({ name }) => `${name} holds a default password: give that user one of their own.`),
    ...keys
      .filter(({ value }) => new Set(bytesOf(value)).size < fewestDifferentBytes)
      .map(({ name }) => `${name} is no random key: make one with "openssl rand -hex 32".`),
    ...keys.flatMap(({ name, value }, i) => {
      const other = keys.slice(0, i).find((one) => bytesOf(one.value).equals(bytesOf(value)));
      return other === undefined ? [] : [`${name} is the key of ${other.name} too: give each a key of its own.`];
    }),
  ];
}

function bytesOf(key: string): Buffer {
  return Buffer.from(key, /^[0-9a-f]{64}$/i.test(key) ? 'hex' : 'base64url');
}
