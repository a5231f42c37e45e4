/** Languages that the platform speaks by itself, with customers and with members (ISO 639-1). */
export const noticeLanguages = ['en', 'de', 'fr', 'es'] as const;

export type NoticeLanguage = (typeof noticeLanguages)[number];

/** What of it a workspace may say in words of its own. */
export const noticeNames = [
  'handoff',
  'joined',
  'offer',
  'contactForm',
  'contactPath',
  'offHours',
  'idleReturn',
] as const;

export type NoticeName = (typeof noticeNames)[number];

/** A workspace's own words on a channel, by language. */
export type NoticeTexts = Readonly<Partial<Record<NoticeLanguage, Readonly<Partial<Record<NoticeName, string>>>>>>;
