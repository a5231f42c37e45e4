import { describe, expect, it } from '@jest/globals';
import { signalsSatisfaction } from './satisfaction.js';

describe('the signal that the matter is settled', () => {
  it.each([
    'thanks, that solved it',
    "no that's all, bye",
    "That's all, thank you!",
    'perfect, it works now. Thanks!',
    'problem solved',
    'Great, that fixed it, thank you so much',
    'bye',
    'no, nothing else, thanks',
    'Danke, das hat geholfen',
    'super, es funktioniert jetzt, vielen dank',
    "nein danke, das war's",
    'tschüss, danke',
    'eso es todo, gracias',
    "merci, c'est réglé",
  ])('is given by "%s"', (text) => {
    expect(signalsSatisfaction(text)).toBe(true);
  });

  it.each([
    'thanks',
    'thank you',
    'great',
    'perfect, thanks',
    'ok',
    'yes',
    'no',
    "that didn't solve it",
    'it does not work',
    'not solved',
    "thanks but it still doesn't work",
    'bye the way, where is my order',
    'is that all?',
    "that's all wrong",
    'you are not helpful',
    'I want a refund',
    'danke',
    'das hat nicht geholfen',
    '',
  ])('is not given by "%s"', (text) => {
    expect(signalsSatisfaction(text)).toBe(false);
  });
});
