import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { runTriggersTest, type TriggerReport, UnusableConfiguration } from './triggers-test.js';

const folder = mkdtempSync(path.join(tmpdir(), 'triggers-'));
let files = 0;

function configuration(content: unknown): string {
  const file = path.join(folder, `${files++}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

async function run(input: string, configFile?: string): Promise<TriggerReport[]> {
  const output = new PassThrough();
  const chunks: Buffer[] = [];
  output.on('data', (chunk: Buffer) => chunks.push(chunk));
  await runTriggersTest({ configFile, input: Readable.from([Buffer.from(input)]), output });
  const lines = Buffer.concat(chunks).toString('utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as TriggerReport);
}

describe('handoffctl triggers test', () => {
  it('writes one report for each line, and tells what would fire', async () => {
    const file = configuration({ keywords: ['refund', 'Legal action'] });
    const reports = await run('agent please\nI want a REFUND for my order\ncancel my order\n', file);
    expect(reports).toEqual([
      { text: 'agent please', explicitRequest: true, keywords: [], language: 'en', fired: ['explicit_request'] },
      {
        text: 'I want a REFUND for my order',
        explicitRequest: false,
        keywords: ['refund'],
        language: 'en',
        fired: ['keyword'],
      },
      expect.objectContaining({ text: 'cancel my order', explicitRequest: false, fired: [] }),
    ]);
  });

  it('works without a configuration', async () => {
    expect(await run('Ich möchte bitte mit einem Mitarbeiter sprechen')).toMatchObject([
      { explicitRequest: true, language: 'de', fired: ['explicit_request'] },
    ]);
  });

  it('reports empty lines too, whatever ends a line, and a last line without an end', async () => {
    const reports = await run('operator\r\n\r\n\nhuman');
    expect(reports.map(({ text }) => text)).toEqual(['operator', '', '', 'human']);
    expect(reports[1]).toEqual({ text: '', explicitRequest: false, keywords: [], language: null, fired: [] });
  });

  it('keeps lines apart by line feeds only', async () => {
    const reports = await run('one\rtwo\u2028three\nfour');
    expect(reports.map(({ text }) => text)).toEqual(['one\rtwo\u2028three', 'four']);
  });

  it('reads letters that are cut by the chunks they come in', async () => {
    const output = new PassThrough();
    const bytes = [...Buffer.from('Gespräch mit einem Menschen\n')].map((byte) => Buffer.from([byte]));
    await runTriggersTest({ input: Readable.from(bytes), output });
    expect(String(output.read())).toContain('"text":"Gespräch mit einem Menschen"');
  });

  it.each([
    ['{"keywords": [', /is not JSON/],
    ['[]', /must be one JSON object/],
    [{ keyword: ['x'] }, /unknown field "keyword"; known are "keywords" and "explicitRequest"/],
    [{ keywords: 'refund' }, /list of phrases/],
    [{ keywords: ['x', 7] }, /no text \(number 2\)/],
    [{ keywords: [' '] }, /blank keyword/],
    [{ keywords: ['x'.repeat(201)] }, /201 characters \(number 1\); at most 200/],
    [{ keywords: Array.from({ length: 201 }, (_, i) => `k${i}`) }, /201 keywords; at most 200/],
    [{ explicitRequest: false }, /always gets one/],
  ])('refuses %j in a sentence', async (content, sentence) => {
    await expect(run('x', configuration(content))).rejects.toThrow(sentence);
  });

  it('says when the configuration does not exist', async () => {
    await expect(run('x', path.join(folder, 'none.json'))).rejects.toThrow(UnusableConfiguration);
    await expect(run('x', path.join(folder, 'none.json'))).rejects.toThrow(/none\.json does not exist/);
  });

  it('says when the configuration is not UTF-8, and reads one that begins with a byte order mark', async () => {
    const file = path.join(folder, 'latin1.json');
    writeFileSync(file, Buffer.from('{"keywords":["k\xfcndigen"]}', 'latin1'));
    await expect(run('x', file)).rejects.toThrow(/is not UTF-8/);
    const marked = configuration('\ufeff{"keywords":["kündigen"]}');
    expect(await run('Ich will KÜNDIGEN', marked)).toMatchObject([{ keywords: ['kündigen'] }]);
  });

  it('writes one report for each line, whatever bytes stand in it and however long it is', async () => {
    const output = new PassThrough();
    const chunks: Buffer[] = [];
    output.on('data', (chunk: Buffer) => chunks.push(chunk));
    const odd = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0x61, 0x0a, 0x00, 0x0a, 0xc3, 0x0a]),
      Buffer.from(`${'a b '.repeat(100_000)}agent please\nhuman\n`),
    ]);
    await runTriggersTest({ input: Readable.from([odd]), output });
    const lines = Buffer.concat(chunks).toString('utf8').split('\n');
    const reports = lines.slice(0, -1).map((line) => JSON.parse(line) as TriggerReport);
    expect(reports.map(({ text }) => text.slice(0, 3))).toEqual(['\ufffd\ufffda', '\0', '\ufffd', 'a b', 'hum']);
    expect(reports.map(({ explicitRequest }) => explicitRequest)).toEqual([false, false, false, true, true]);
  });

  it('stops quietly when nobody reads its output any more', async () => {
    let written = 0;
    const output = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        written += 1;
        done(written > 2 ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : null);
      },
    });
    function* endless() {
      for (let i = 0; i < 1_000_000; i++) yield Buffer.from('where is my order\n');
    }
    await runTriggersTest({ input: Readable.from(endless()), output });
    expect(written).toBe(3);
  });
});
