import type { NoticeName } from '#messaging';

/** Everything that the platform says to customers by itself, in one language. `{…}` are filled in. */
export interface Words extends Readonly<Record<NoticeName, string>> {
  /** Where there are no buttons, and no page with a form. */
  readonly offerByText: string;
  readonly formByText: string;
  /** `{date}` as 2026-11-20, `{time}` as 08:30. */
  readonly opens: string;
  readonly next: string;
  readonly nth: string;
  readonly wait: string;
  readonly aboutAMinute: string;
  readonly aboutMinutes: string;
  readonly yes: string;
  readonly no: string;
}

export function filled(text: string, facts: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}

/** The place in the queue, as one would say it. */
export function placeInWords(words: Words, position: number, estimatedWaitSeconds: number | null): string {
  const place = position === 1 ? words.next : filled(words.nth, { n: position });
  if (estimatedWaitSeconds === null) return place;
  const minutes = Math.ceil(estimatedWaitSeconds / 60);
  const wait = minutes <= 1 ? words.aboutAMinute : filled(words.aboutMinutes, { n: minutes });
  return `${place} ${filled(words.wait, { wait })}`;
}
