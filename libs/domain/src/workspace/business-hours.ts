import type { Instant } from '../kernel.js';
import type { BusinessHours } from './events.js';

/** Whether an instant lies within the weekly hours, as the clocks of their time zone show it. Until `24:00` means the whole evening. */
export function isOpen(hours: BusinessHours, at: Instant): boolean {
  const { day, time } = wallClock(hours.timeZone, Date.parse(at));
  return hours.weekly.some((span) => span.day === day && span.opens <= time && time < span.closes);
}

/** When the doors open next after an instant; `null` when the week has no hours at all. */
export function opensAt(hours: BusinessHours, at: Instant): Instant | null {
  const now = Date.parse(at);
  const today = wallClock(hours.timeZone, now);
  let next: number | null = null;
  // Eight days, since the only opening of the week may have been earlier today.
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const date = Date.parse(`${today.date}T00:00:00Z`) + ahead * dayMs;
    const weekday = new Date(date).getUTCDay() || 7;
    for (const span of hours.weekly) {
      if (span.day !== weekday) continue;
      const opening = instantOf(hours.timeZone, date + minutes(span.opens) * 60_000);
      if (opening > now && (next === null || opening < next)) next = opening;
    }
    if (next !== null) return new Date(next).toISOString();
  }
  return null;
}

/** Whether the time zone is one the platform's IANA database knows. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

const dayMs = 24 * 60 * 60 * 1000;
const weekdays = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Formats are dear to make and say the same for ever. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}

function wallClock(timeZone: string, ms: number): { day: number; date: string; time: string; asUtc: number } {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  const date = `${parts['year']}-${parts['month']}-${parts['day']}`;
  const time = `${parts['hour']}:${parts['minute']}`;
  const asUtc = Date.parse(`${date}T${time}:${parts['second']}Z`);
  return { day: weekdays.indexOf(parts['weekday'] ?? ''), date, time, asUtc };
}

/** The instant at which the zone's clocks show a wall time; in the hour that a clock change leaves out, the instant after it. */
function instantOf(timeZone: string, wall: number): number {
  const offsetAt = (ms: number) => wallClock(timeZone, ms).asUtc - Math.floor(ms / 1000) * 1000;
  const guess = wall - offsetAt(wall);
  return wall - offsetAt(guess);
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
