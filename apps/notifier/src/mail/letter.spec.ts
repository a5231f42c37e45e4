import { describe, expect, it } from '@jest/globals';
import { noticeLanguages, notificationKinds } from '#messaging';
import { letterOf } from './letter.js';

const payload = (kind: (typeof notificationKinds)[number], about = {}) => ({
  ...{ notificationId: 'n', memberId: 'ada', kind, conversationId: 'c1', handoffId: 'h', about },
  at: '2026-11-20T08:00:00.000Z',
});

const letter = (
  ...[kind, language, about]: [Parameters<typeof payload>[0], (typeof noticeLanguages)[number], object?]
) => letterOf(payload(kind, about), 'Acme', 'https://handoff.example', language);

describe('a letter to a member', () => {
  it.each(notificationKinds)('of %s is another one in each language, with everything filled in', (kind) => {
    const letters = noticeLanguages.map((language) =>
      letter(kind, language, { code: 'http_410', reasonCode: 'urgent' }),
    );
    for (const { subject, text } of letters) {
      expect(subject).toMatch(/^Acme: \S/);
      expect(`${subject}${text}`).not.toMatch(/[{}]|undefined|null/);
      expect(text).toContain('https://handoff.example/v1/conversations/c1');
      expect(text).toContain('urgent');
    }
    for (const part of ['subject', 'text'] as const)
      expect(new Set(letters.map((one) => one[part])).size).toBe(noticeLanguages.length);
  });

  it('is English where its member chose no language', () => {
    expect(letterOf(payload('waiting'), 'Acme', '', null)).toEqual(letterOf(payload('waiting'), 'Acme', '', 'en'));
  });

  it('has one line for a subject, whatever the workspace is called', () => {
    const { subject } = letterOf(payload('waiting'), 'Acme\r\nBcc: all@example.org', '', 'en');
    expect(subject).not.toMatch(/[\r\n]/);
  });
});
