import { describe, expect, it } from '@jest/globals';
import { defaultAgentSettings, type ConversationEvent } from '#domain';
import { noticeLanguages } from '#messaging';
import { english } from './english.js';
import { german } from './german.js';
import { languageAfter, wordsFor } from './spoken.js';
import { placeInWords } from './words.js';

function says(text: string, language: string | null = null): ConversationEvent {
  return {
    type: 'CustomerMessageReceived',
    at: '',
    data: { text, detection: { language } },
  } as unknown as ConversationEvent;
}

const spoken = (...texts: string[]) =>
  texts.reduce<string | null>((before, text) => languageAfter(says(text), before), null);

describe('the language a customer speaks', () => {
  it.each([
    ['Wo ist meine Rechnung?', 'de'],
    ['Where is my invoice?', 'en'],
    ['Je voudrais parler à quelqu’un', 'fr'],
    ['¿Dónde está mi pedido?', 'es'],
  ])('is heard in what they write: %s', (text, language) => {
    expect(spoken(text)).toBe(language);
  });

  it('is that of the rule that heard their wish, whatever else it may look like', () => {
    expect(languageAfter(says('agent', 'de'), 'en')).toBe('de');
  });

  it('is not changed by what says too little, nor by a language nobody here speaks', () => {
    expect(spoken('Wo ist meine Rechnung?', 'ok', '4711')).toBe('de');
    expect(spoken('Wo ist meine Rechnung?', 'Gdzie jest moja paczka, czekam już tydzień?')).toBe('de');
    expect(spoken('ok')).toBeNull();
  });

  it('changes when they change it', () => {
    expect(spoken('Wo ist meine Rechnung?', 'Sorry, can we speak English please?')).toBe('en');
  });
});

describe('the words of the platform', () => {
  it('are there in every language, all of them, and differ', () => {
    const all = noticeLanguages.map((language) => wordsFor(language));
    for (const words of all) {
      expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
      expect(words.opens).toMatch(/\{date\}.*\{time\}/);
      expect(words.nth + words.aboutMinutes).toMatch(/\{n\}.*\{n\}/);
    }
    for (const name of Object.keys(english) as (keyof typeof english)[])
      if (name !== 'no') expect(new Set(all.map((words) => words[name])).size).toBe(noticeLanguages.length);
  });

  it('are the agent’s own where somebody wrote them, else the workspace’s for the language, else ours', () => {
    const texts = { de: { handoff: 'Moment, ich hole wen.', joined: 'Da sind wir.' } };
    const agent = { ...defaultAgentSettings.messages, joined: 'Hello from the team.' };
    const { handoff, joined, offer } = wordsFor('de', { texts }, agent);
    expect([handoff, joined, offer]).toEqual(['Moment, ich hole wen.', 'Hello from the team.', german.offer]);
    expect(wordsFor('en', { texts }).handoff).toBe(english.handoff);
  });

  it('are those of the channel where nobody knows what the customer speaks', () => {
    expect(wordsFor(null).handoff).toBe(english.handoff);
    expect(wordsFor(null, { language: 'de' }).handoff).toBe(german.handoff);
    expect(wordsFor('en', { language: 'de' }).handoff).toBe(english.handoff);
  });

  it('tell the place in the queue', () => {
    expect(placeInWords(english, 1, null)).toBe('You are next in line.');
    expect(placeInWords(english, 4, 290)).toBe('You are number 4 in line. Estimated wait: about 5 minutes.');
    expect(placeInWords(german, 2, 30)).toBe(
      'Sie sind Nummer 2 in der Warteschlange. Geschätzte Wartezeit: etwa eine Minute.',
    );
  });
});
