import { describe, expect, it } from '@jest/globals';
import { answerOf } from './yes-no.js';

describe('the answer to the offer of a person', () => {
  it.each([
    'yes please',
    'sure go ahead',
    'yeah do it',
    'ja gern',
    'Yes',
    'YES!!!',
    'yesss pleeease',
    'y',
    'ok',
    'Okay, thanks',
    '👍',
    '👍🏽',
    'yes 🙏',
    'sure, why not',
    'that would be great',
    "that'd be great, thank you",
    "Yes, I'd like that",
    'yes connect me',
    'yes, please connect me to a person',
    'yes I want to talk to a human',
    'please do',
    'connect me please',
    'go ahead',
    'fine',
    'of course',
    'Ja, bitte verbinden Sie mich',
    'ja klar',
    'gerne',
    'Ja, ich möchte mit einem Menschen sprechen',
    'oui svp',
    'sí, por favor',
  ])('is yes: %s', (text) => {
    expect(answerOf(text)).toBe('yes');
  });

  it.each([
    'nope',
    "no thanks I'm good",
    'nein danke',
    '👎',
    'no',
    'No.',
    'nah',
    'no thank you',
    'not now',
    'not yet, thanks',
    "I'd rather not",
    'no need',
    "don't",
    "please don't",
    "no, I don't want to talk to a person",
    'nein',
    'nee, lieber nicht',
    'nein, nicht nötig',
    'non merci',
    'no gracias',
    'maybe later',
    'never mind',
    "I'm fine, thanks",
    'no please',
    'please no',
    "please don't connect me",
    'Nein, bitte nicht',
  ])('is no: %s', (text) => {
    expect(answerOf(text)).toBe('no');
  });

  it.each([
    'yes but first tell me the price',
    'yes, but what does it cost?',
    'what?',
    'maybe',
    'how long does it take',
    'where is my order',
    'yes or no',
    'yes no',
    "I don't know",
    'cancel my order',
    'yes my order number is 123',
    'no my order number is 124',
    'no, where is my order?',
    '',
    '🤔',
    'thanks',
    'hello',
    'person',
    'ja, aber zuerst der Preis',
    "no that's all, bye",
    'why',
    'sure, but only if it is free',
  ])('is neither: %s', (text) => {
    expect(answerOf(text)).toBe('other');
  });

  it('is neither when it is longer than an answer', () => {
    expect(answerOf('yes '.repeat(17))).toBe('other');
  });
});
