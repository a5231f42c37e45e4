import { describe, expect, it } from '@jest/globals';
import { WordListSentiment } from './word-list-sentiment.js';

const sentiment = new WordListSentiment();

describe('the sentiment of a text by word lists', () => {
  it.each([
    'This is terrible, I am so angry and disappointed',
    'worst service ever, useless',
    'not good at all',
    'I am so angry!',
    'terrible',
    'this is ridiculous!!! still waiting',
    'Der Service ist schrecklich, ich bin wütend',
    'esto es terrible, estoy muy enfadado',
    "C'est horrible, je suis déçu",
  ])('is low for "%s"', (text) => {
    expect(sentiment.of(text)).toBeLessThan(-0.4);
  });

  it.each(['thanks, great help!', 'vielen Dank, das ist super und hilfreich', 'muchas gracias, excelente'])(
    'is high for "%s"',
    (text) => {
      expect(sentiment.of(text)).toBeGreaterThan(0.4);
    },
  );

  it.each([
    'where is my order',
    'wo ist mein Paket',
    'Das war die Rechnung vom Mai',
    'What time do you open on Mondays?',
    '',
    '4711',
    '!!!',
    '\ud800',
  ])('says nothing where nothing is told: "%s"', (text) => {
    expect(sentiment.of(text)).toBe(0);
  });

  it('stays within −1 and 1, however much is said', () => {
    expect(sentiment.of('this is terrible '.repeat(900))).toBeGreaterThanOrEqual(-1);
    expect(sentiment.of('this is terrible '.repeat(900))).toBeLessThan(-0.99);
  });
});
