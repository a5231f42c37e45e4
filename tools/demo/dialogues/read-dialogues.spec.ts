import { describe, expect, it } from '@jest/globals';
import { CannotPlay } from '../options.js';
import { parseDialogues, readDialogues } from './read-dialogues.js';

const parse = (value: unknown) => parseDialogues(JSON.stringify(value), 'chats.json');

describe('a file of dialogues', () => {
  it('is read with its speakers in order, whatever else stands in it', () => {
    const text = `\ufeff${JSON.stringify([
      {
        convo_id: 7,
        scenario: {},
        original: [
          ['agent', 'Hi!'],
          ['customer', 'Hello'],
          ['action', 'Looked up.'],
        ],
      },
    ])}`;
    expect(parseDialogues(text, 'chats.json')).toEqual([
      {
        id: '7',
        utterances: [
          { speaker: 'agent', text: 'Hi!' },
          { speaker: 'customer', text: 'Hello' },
          { speaker: 'action', text: 'Looked up.' },
        ],
      },
    ]);
  });

  it('may leave the numbering to us', () => {
    expect(parse([{ original: [] }, { original: [] }]).map(({ id }) => id)).toEqual(['1', '2']);
  });

  it.each<[string, unknown, string]>([
    ['no list', { train: [] }, 'must hold a JSON list of dialogues.'],
    ['nothing', [], 'holds no dialogue.'],
    ['another shape', [{ turns: [] }], 'has no dialogue at number 1'],
    ['a lone text', ['hi'], 'has no dialogue at number 1'],
    ['an odd id', [{ convo_id: {}, original: [] }], 'convo_id that is neither text nor number'],
    ['a turn that is no pair', [{ convo_id: 1, original: ['hi'] }], 'a pair of texts as turn 1 of dialogue 1.'],
    ['a turn of three', [{ convo_id: 1, original: [['agent', 'a', 'b']] }], 'a pair of texts as turn 1'],
    ['a number said', [{ convo_id: 1, original: [['agent', 5]] }], 'a pair of texts as turn 1'],
    ['a stranger', [{ convo_id: 1, original: [['bot', 'hi']] }], 'lets "bot" speak in turn 1 of dialogue 1; known are'],
    ['too much', [{ convo_id: 1, original: [['agent', 'x'.repeat(16_385)]] }], 'has 16385 bytes of text in turn 1'],
    ['a NUL', [{ convo_id: 1, original: [['agent', 'a\u0000']] }], 'has a NUL or broken Unicode'],
  ])('with %s is refused in one sentence that names the file', (_what, value, sentence) => {
    expect(() => parse(value)).toThrow(CannotPlay);
    expect(() => parse(value)).toThrow(`chats.json `);
    expect(() => parse(value)).toThrow(sentence);
  });

  it('that is no JSON, or not there, is refused in one sentence', async () => {
    expect(() => parseDialogues('[{', 'chats.json')).toThrow(/^chats\.json is not JSON: /);
    await expect(readDialogues('/nowhere/chats.json')).rejects.toThrow('There is no file /nowhere/chats.json.');
    await expect(readDialogues('/')).rejects.toThrow('/ is a folder; name a file of dialogues.');
  });
});
