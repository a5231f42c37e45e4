import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { detectExplicitRequest } from './explicit-request.js';
import { languages } from './languages/index.js';

/** Sentences made up for these tests, one per line; none stands in the product. */
function sentences(file: string): string[] {
  const text = readFileSync(new URL(`./sentences/${file}.txt`, import.meta.url), 'utf8');
  return text.split('\n').filter(Boolean);
}

describe('the explicit-request detector', () => {
  for (const { code } of languages) {
    it.each(sentences(`${code}.asks`))(`hears the wish for a person in "%s" (${code})`, (sentence) => {
      expect(detectExplicitRequest(sentence)).toMatchObject({ asks: true });
    });
    it.each(sentences(`${code}.quiet`))(`stays quiet on "%s" (${code})`, (sentence) => {
      expect(detectExplicitRequest(sentence)).toEqual({ asks: false });
    });
  }

  it('tells the language, the rule and the words that matched', () => {
    expect(detectExplicitRequest('My order is late. Could I talk to a real person, please?')).toEqual({
      asks: true,
      language: 'en',
      rule: 'talk',
      matched: 'talk to a real person',
    });
    expect(detectExplicitRequest('Das hilft nicht. Ich möchte mit einem Menschen sprechen!')).toMatchObject({
      language: 'de',
      matched: 'mit einem Menschen sprechen',
    });
  });

  it('considers only the languages it is told', () => {
    expect(detectExplicitRequest('Mitarbeiter bitte', ['en'])).toEqual({ asks: false });
    expect(detectExplicitRequest('Mitarbeiter bitte', ['de'])).toMatchObject({ asks: true });
    expect(detectExplicitRequest('agent please', [])).toEqual({ asks: false });
  });

  it('finds the wish in the middle of a long message', () => {
    const story = 'The parcel came late and the box was open when it arrived at my house. '.repeat(400);
    expect(detectExplicitRequest(`${story} Get me a human. ${story}`)).toMatchObject({ asks: true, rule: 'give me' });
    expect(detectExplicitRequest(story)).toEqual({ asks: false });
  });

  it('keeps at most 200 characters as evidence', () => {
    const { matched } = detectExplicitRequest(`connect ${'very '.repeat(3)}${' '.repeat(400)}me to a human`);
    expect(matched?.length).toBeLessThanOrEqual(200);
  });

  it.each(['', ' ', '.', '🙂', '\ud800', '\u0301'.repeat(50), 'x'.repeat(100_000), '?!'.repeat(1000)])(
    'makes nothing of %j',
    (text) => {
      expect(detectExplicitRequest(text)).toEqual({ asks: false });
    },
  );
});
