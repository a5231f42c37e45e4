import { unescape } from 'node:querystring';
import type { Configuration } from './configuration.js';
import { declaredSettings } from './setting.js';

/** Every secret of a configuration as it could turn up in a text: whole, and of an address its password, as it is and as it is written. */
export function secretsOf(configuration: Configuration): readonly string[] {
  return declaredSettings
    .filter(({ secret }) => secret)
    .flatMap(({ property }) => configuration[property as keyof Configuration] ?? [])
    .filter((value) => typeof value === 'string')
    .flatMap((value) => [value, ...passwordIn(value)]);
}

function passwordIn(text: string): string[] {
  const { password = '' } = loginIn(text) ?? {};
  return password === '' ? [] : [password, unescape(password)];
}

/** Who logs in by an address, as it is written. By hand: an address that names several nodes is none to `URL`. */
export function loginIn(address: string): { readonly user: string; readonly password: string } | undefined {
  const [, user, password] = /^\w[\w+]*:\/\/([^:@/]*):([^@/]*)@/.exec(address) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}

/** How the log of a program is to be written. */
export function logSettingsOf(app: string, configuration: Configuration) {
  const { logLevel: level, mode, logFormat = mode === 'production' ? 'json' : 'text' } = configuration;
  return { app, level, format: logFormat, hide: secretsOf(configuration) } as const;
}
