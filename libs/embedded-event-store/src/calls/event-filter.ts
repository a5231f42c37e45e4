import { RE2JS } from 're2js';
import type { RecordedEvent } from '../wire/event-frame.js';
import { invalidArgument } from '../wire/call-error.js';
import type { FilterOptions } from '../wire/read-request.js';

/** Which events of `$all` a reader wants. */
export interface EventFilter {
  readonly matches: (event: RecordedEvent) => boolean;
  /** A checkpoint is due after so many events looked at, matching or not; 0 when the request names none. */
  readonly checkpointInterval: number;
}

/** How many events the server looks at between checks when the request does not say. */
const DEFAULT_WINDOW = 32;

/** Outcomes remembered, so that a pattern is run once for each type and not once for each event. */
const REMEMBERED = 4_096;

/** @throws CallError INVALID_ARGUMENT when the filter says neither on what nor for what, or its regex is not valid */
export function readFilter(options: FilterOptions): EventFilter {
  const checkpointInterval = options.checkpointMultiplier * (options.window ?? DEFAULT_WINDOW);
  if (options.on === undefined) throw invalidArgument('A filter is on the event type or on the stream name.');
  const matches = predicate(options);
  return options.on === 'type'
    ? { matches: (event) => matches(event.type), checkpointInterval }
    : { matches: (event) => matches(event.stream), checkpointInterval };
}

function predicate({ regex, prefixes }: FilterOptions): (text: string) => boolean {
  if (regex !== '') return remembering(compile(regex));
  if (prefixes.length === 0) throw invalidArgument('A filter has a regular expression or prefixes.');
  return (text) => prefixes.some((prefix) => text.startsWith(prefix));
}

/** The engine takes linear time on any pattern and input: what it does not support (backreferences, lookaround) it refuses. */
function compile(regex: string): (text: string) => boolean {
  try {
    const pattern = RE2JS.compile(regex);
    return (text) => pattern.matcher(text).find();
  } catch (error) {
    throw invalidArgument(`The filter's regular expression is not supported: ${(error as Error).message}`);
  }
}

function remembering(matches: (text: string) => boolean): (text: string) => boolean {
  const outcomes = new Map<string, boolean>();
  return (text) => {
    const known = outcomes.get(text);
    if (known !== undefined) return known;
    const outcome = matches(text);
    if (outcomes.size >= REMEMBERED) outcomes.clear();
    outcomes.set(text, outcome);
    return outcome;
  };
}
