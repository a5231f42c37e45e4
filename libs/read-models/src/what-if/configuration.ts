import { agentSettings, checkSettings, Rejected, type AgentSettings, type TriggerSettings } from '#domain';

/** What of an agent's settings would have been otherwise. What is left out stays as it was at each turn. */
export interface Otherwise {
  readonly handoffEnabled?: boolean;
  readonly offerBeforeHandoff?: boolean;
  readonly triggers?: Partial<TriggerSettings>;
}

const flags = ['handoffEnabled', 'offerBeforeHandoff'] as const;
const triggers = ['keywords', 'sentiment', 'failedResponses'] as const;

/**
 * A configuration as an operator writes it: the settings of an agent's version as the API takes them, as far as triggers go; the
 * triggers may also stand at the top.
 * @throws Rejected `invalid_setting`, `too_many_phrases`, `phrase_too_long`
 */
export function parseOtherwise(value: unknown): Otherwise {
  if (!isRecord(value)) throw invalid('a JSON object');
  const { triggers: nested = {}, ...top } = value;
  if (!isRecord(nested)) throw invalid('an object', 'triggers');
  const given = { ...top, ...nested };
  const known: readonly string[] = [...flags, ...triggers];
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid(`one of ${known.join(', ')}`, unknown);
  for (const flag of flags)
    if (given[flag] !== undefined && typeof given[flag] !== 'boolean') throw invalid('true or false', flag);
  const { keywords, sentiment, failedResponses } = given;
  if (keywords !== undefined && !(Array.isArray(keywords) && keywords.every((one) => typeof one === 'string')))
    throw invalid('a list of phrases', 'keywords');
  if (!isNumbers(sentiment, ['threshold', 'window'])) throw invalid('{threshold, window} or null', 'sentiment');
  if (!isNumbers(failedResponses, ['count'])) throw invalid('{count} or null', 'failedResponses');
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));
  const otherwise: Otherwise = { ...pick(flags), triggers: pick(triggers) };
  checkSettings(applied(agentSettings({ name: 'what if' }), otherwise));
  return otherwise;
}

/** Settings of a version as they would have been. */
export function applied(settings: AgentSettings, { triggers: changed, ...rest }: Otherwise): AgentSettings {
  return { ...settings, ...rest, triggers: { ...settings.triggers, ...changed } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown, names: readonly string[]): boolean {
  if (value === undefined || value === null) return true;
  if (!isRecord(value)) return false;
  return Object.keys(value).every((name) => names.includes(name)) && names.every((n) => typeof value[n] === 'number');
}

function invalid(expected: string, field = 'configuration'): Rejected {
  return new Rejected('invalid', 'invalid_setting', `${field}: expected ${expected}.`, { field, expected });
}
