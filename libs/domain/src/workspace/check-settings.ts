import { checkWhole } from '../limits.js';
import { refuse } from '../refusals.js';
import { isTimeZone } from './business-hours.js';
import type { BusinessHours, WaitPolicy } from './events.js';
import type { Workspace } from './state.js';

const week = 7 * 24 * 60 * 60;

/** Refuses steps out of order, a form twice, a step after the close, or a team that does not exist. */
export function checkWaitPolicy(
  state: Workspace,
  { steps, firstResponseSeconds, nextResponseSeconds }: WaitPolicy,
): void {
  checkWhole('steps', steps.length, 0, 20);
  steps.forEach((step, i) => {
    const field = `steps.${i}`;
    checkWhole(`${field}.afterSeconds`, step.afterSeconds, 0, week);
    const before = steps[i - 1];
    if (before && before.afterSeconds > step.afterSeconds) invalid(field, 'steps stand in the order they are due');
    if (before?.kind === 'close') invalid(field, 'nothing follows the close');
    if (step.kind === 'fallback_team' && (state.teams[step.teamId]?.removed ?? true))
      throw refuse('team_not_found', { field, teamId: step.teamId });
  });
  if (steps.filter(({ kind }) => kind === 'contact_form').length > 1) invalid('steps', 'the form is asked for once');
  if (firstResponseSeconds !== null) checkWhole('firstResponseSeconds', firstResponseSeconds, 1, week);
  if (nextResponseSeconds !== null) checkWhole('nextResponseSeconds', nextResponseSeconds, 1, week);
}

/** Refuses an unknown time zone, and spans that do not lie within one day. */
export function checkBusinessHours({ timeZone, weekly }: BusinessHours): void {
  if (!isTimeZone(timeZone)) invalid('timeZone', 'a name of the IANA time zone database');
  checkWhole('weekly', weekly.length, 0, 100);
  weekly.forEach(({ day, opens, closes }, i) => {
    const field = `weekly.${i}`;
    checkWhole(`${field}.day`, day, 1, 7);
    const time = /^([01]\d|2[0-3]):[0-5]\d$/;
    if (!time.test(opens)) invalid(`${field}.opens`, 'a time as HH:MM');
    if (closes !== '24:00' && !time.test(closes)) invalid(`${field}.closes`, 'a time as HH:MM, at the latest 24:00');
    if (opens >= closes) invalid(field, 'it closes after it opens, on the same day');
  });
}

/** Refuses codes that are not lower-case words. */
export function checkReasonCodes(codes: readonly string[]): void {
  checkWhole('reasonCodes', codes.length, 0, 200);
  for (const code of codes)
    if (!/^[a-z][a-z0-9_]{0,49}$/.test(code)) invalid(code, 'lower-case letters, digits and _, at most 50');
}

function invalid(field: string, rule: string): never {
  throw refuse('invalid_setting', { field, rule });
}
