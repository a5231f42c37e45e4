import 'reflect-metadata';
import { validateSync } from 'class-validator';
import { readFileSync } from 'node:fs';
import { ConfigurationError } from './configuration-error.js';
import { Configuration } from './configuration.js';
import { connectionFaults } from './connection-faults.js';
import { productionFaults } from './production.js';
import { declaredSettings, writtenAs, type DeclaredSetting } from './setting.js';
import { unknownNames } from './unknown-names.js';

/** A configuration in which the named settings are known to be there. */
export type Needed<N extends keyof Configuration> = Configuration & {
  readonly [K in N]-?: NonNullable<Configuration[K]>;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads every setting from the environment (an empty variable counts as not given), or its default.
 *
 * @param overrides values that win over the environment: command line options, or what standalone has made itself
 * @param needs settings without a default that this program cannot do without
 * @throws ConfigurationError with one sentence per wrong, missing or unknown setting
 */
export function loadConfiguration<N extends keyof Configuration = never>(
  env: Environment,
  overrides: Partial<Configuration> = {},
  needs: readonly N[] = [],
): Needed<N> {
  const sentences: string[] = unknownNames(env);
  const configuration = new Configuration();
  const wrong = new Set<string>();
  for (const setting of declaredSettings) {
    const override = overrides[setting.property as keyof Configuration];
    try {
      const value = override ?? valueOf(setting, env);
      if (value !== undefined) Object.assign(configuration, { [setting.property]: value });
    } catch (error) {
      wrong.add(setting.property);
      sentences.push(`${setting.name} ${(error as Error).message}.`);
    }
  }
  for (const { property, constraints } of validateSync(configuration)) {
    if (wrong.has(property)) continue;
    wrong.add(property);
    const setting = declaredSettings.find((s) => s.property === property)!;
    sentences.push(`${setting.name} ${Object.values(constraints ?? {})[0]}${given(setting, configuration)}.`);
  }
  for (const property of needs) {
    if (configuration[property] !== undefined || wrong.has(property)) continue;
    const setting = declaredSettings.find((s) => s.property === property)!;
    sentences.push(
      `${setting.name}${setting.secret ? ` (or ${setting.name}_FILE)` : ''} is missing: ${setting.meaning}.`,
    );
  }
  sentences.push(...connectionFaults(configuration));
  if (configuration.mode === 'production') sentences.push(...productionFaults(configuration));
  if (sentences.length > 0) throw new ConfigurationError(sentences);
  return Object.freeze(configuration) as Needed<N>;
}

function valueOf(setting: DeclaredSetting, env: Environment): unknown {
  const text = textOf(setting, env) ?? defaultOf(setting, env);
  if (text === undefined || !setting.read) return text;
  try {
    return setting.read(text);
  } catch (error) {
    throw new Error((error as Error).message + (setting.secret ? '' : `, not "${text}"`));
  }
}

function textOf(setting: DeclaredSetting, env: Environment): string | undefined {
  const direct = env[setting.name] || undefined;
  const file = (setting.secret && env[`${setting.name}_FILE`]) || undefined;
  if (direct !== undefined && file !== undefined) throw new Error('is given twice, directly and by file: choose one');
  if (file === undefined) return direct;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`cannot be read from ${file} (${(error as NodeJS.ErrnoException).code})`);
  }
}

function given(setting: DeclaredSetting, configuration: Configuration): string {
  return setting.secret ? '' : `, not "${writtenAs(configuration[setting.property as keyof Configuration] ?? '')}"`;
}

/** Where everything else is told that this is production, it is, unless the mode is said. */
function defaultOf({ property, default: usual }: DeclaredSetting, env: Environment): string | undefined {
  return property === 'mode' && env.NODE_ENV === 'production' ? 'production' : usual;
}
