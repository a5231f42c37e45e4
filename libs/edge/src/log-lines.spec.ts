import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LogLines, type LogSettings } from './log-lines.js';

function logOf(settings: Partial<LogSettings> = {}) {
  const lines: string[] = [];
  const log = new LogLines({
    ...{ app: 'api', level: 'info', format: 'json', hide: [] },
    now: () => new Date(0),
    write: (line) => lines.push(line),
    ...settings,
  });
  return { log, lines };
}

const printable = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]*$/;

describe('a line of the log', () => {
  it('is one JSON object, whatever it is told', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (message, context) => {
        const { log, lines } = logOf();
        log.warn(message, context);
        expect(lines).toHaveLength(1);
        expect(lines[0]).toMatch(printable);
        expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'warn', app: 'api', time: '1970-01-01T00:00:00.000Z' });
      }),
    );
  });

  it('is not spent on how the framework puts itself together', () => {
    const { log, lines } = logOf();
    log.log('Mapped {/v1/queue, GET} route', 'RouterExplorer');
    log.log('listening', 'api');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('listening');
  });

  it('cannot be ended by a caller, nor move the cursor of a terminal', () => {
    const forged = 'x\n{"level":"error","message":"forged"}\r\u001b[2J\u009b31m\u2028\u202e';
    const json = logOf();
    json.log.warn(forged, 'Http');
    expect(JSON.parse(json.lines[0]!)).toMatchObject({ message: expect.stringContaining('forged'), context: 'Http' });
    expect(json.lines[0]).toMatch(printable);
    const text = logOf({ format: 'text' });
    text.log.warn(forged, 'Http');
    expect(text.lines[0]).toMatch(printable);
    expect(text.lines[0]).toMatch(/^1970-01-01T00:00:00.000Z WARN {2}\[api\/Http\] x\\u000a/);
  });

  it('tells a stack apart from what was said, and indents it for people', () => {
    const { log, lines } = logOf();
    log.error('GET /x failed', 'Error: y\nforged line\n    at z', 'Http');
    expect(JSON.parse(lines[0]!)).toMatchObject({ stack: ['Error: y', 'forged line', '    at z'], context: 'Http' });
    const text = logOf({ format: 'text' });
    text.log.error('GET /x failed', 'Error: y\nforged line\n    at z', 'Http');
    expect(
      text.lines[0]!.split('\n')
        .slice(1)
        .every((line) => line.startsWith('    ')),
    ).toBe(true);
  });

  it('holds no secret, not even one that came with an error', () => {
    const hide = ['postgres://handoff_api:p$w(rd@db/handoff', 'p$w(rd', 'ab'.repeat(32)];
    const { log, lines } = logOf({ hide });
    log.error(new Error(`connect postgres://handoff_api:p$w(rd@db/handoff`), `at p$w(rd\n${'ab'.repeat(32)}`);
    log.warn('the database does not answer', hide[0]);
    expect(lines.join()).toContain('(secret)');
    for (const secret of hide) expect(lines.join()).not.toContain(secret);
  });

  it('is left out below the level asked for', () => {
    const { log, lines } = logOf({ level: 'warn' });
    log.log('a');
    log.debug('b');
    log.verbose('c');
    log.warn('d');
    log.fatal('e');
    const silent = logOf({ level: 'silent' });
    silent.log.fatal('e');
    expect(silent.lines).toEqual([]);
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['d', 'e']);
  });
});
