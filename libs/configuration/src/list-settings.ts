import { Configuration } from './configuration.js';
import { declaredSettings, writtenAs } from './setting.js';

/** One line of `handoffctl config`. */
export interface ListedSetting {
  readonly name: string;
  readonly meaning: string;
  readonly default: string | undefined;
  readonly secret: boolean;
  /** The value in use, as text; `(set)` for a secret that is set; undefined when unset or no configuration was given. */
  readonly value: string | undefined;
}

/** Every setting, with the values of a configuration when one is given; secrets are never shown. */
export function listSettings(configuration?: Configuration): ListedSetting[] {
  return declaredSettings.map((setting) => {
    const value = configuration?.[setting.property as keyof Configuration];
    return {
      name: setting.name,
      meaning: setting.meaning,
      default: setting.default,
      secret: setting.secret ?? false,
      value: value === undefined ? undefined : setting.secret ? '(set)' : writtenAs(value),
    };
  });
}
