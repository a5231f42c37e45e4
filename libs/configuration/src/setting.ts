import { ValidateBy } from 'class-validator';
import { isIP } from 'node:net';

/** How a setting is given and what it is for. */
export interface SettingDeclaration {
  /** Name of the environment variable; a secret may also be given as the path of a file, in `<name>_FILE`. */
  readonly name: `HANDOFF_${string}`;
  /** One line for the operator. */
  readonly meaning: string;
  /** Used when nothing is given, written as it would be in the environment; absent: the setting stays unset. */
  readonly default?: string;
  /** Never shown, never logged, never repeated in an error. */
  readonly secret?: boolean;
  /** Turns the text into the value; throws a sentence fragment (`must be …`) when it cannot. Default: the text itself. */
  readonly read?: (text: string) => unknown;
}

export interface DeclaredSetting extends SettingDeclaration {
  readonly property: string;
}

const declared: DeclaredSetting[] = [];

/** Marks a property of `Configuration` as a setting. What its value may be is said by class-validator beside it. */
export function Setting(declaration: SettingDeclaration): PropertyDecorator {
  return (_target, property) => {
    declared.push({ ...declaration, property: String(property) });
  };
}

/** Every setting, in the order of the class. */
export const declaredSettings: readonly DeclaredSetting[] = declared;

/** A whole number in decimal digits: `0x10`, `1e3` and the empty text are refused. */
export function wholeNumber(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new Error('must be a whole number');
  return Number(text);
}

/** Words with commas between; blanks around them are of no account, and the empty text is an empty list. */
export function commaList(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** Checks that each is an IP address, or a network such as `10.0.0.0/8` or `fd00::/8`. */
export function AreNetworks(): PropertyDecorator {
  const validator = { validate: isNetwork, defaultMessage: () => 'must be IP networks with commas between' };
  return ValidateBy({ name: 'areNetworks', validator }, { each: true });
}

function isNetwork(value: unknown): boolean {
  const [address = '', prefix, more] = String(value).split('/');
  const bits = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : -1;
  return (
    bits > 0 && more === undefined && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))
  );
}

export const onOff = ['on', 'off'] as const;

/** A value as it would be written in the environment. */
export function writtenAs(value: string | number | readonly string[] | Readonly<Record<string, string>>): string {
  if (typeof value !== 'object') return String(value);
  const pairs = Object.entries(value).map((pair) => pair.join('='));
  return Array.isArray(value) ? value.join() : pairs.join();
}
