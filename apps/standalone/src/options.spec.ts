import { describe, expect, it } from '@jest/globals';
import { CannotStart, readOptions } from './options.js';

describe('the options of npm start', () => {
  it('keep everything in ./var and listen on 3000 when nothing is said', () => {
    expect(readOptions([], '/home/me')).toEqual({
      port: 3000,
      dataDir: '/home/me/var',
      defaultDataDir: true,
      sample: true,
    });
  });

  it('take a relative folder from where the caller stands', () => {
    expect(readOptions(['--data', 'here', '--port', '0', '--no-sample'], '/home/me')).toEqual({
      port: 0,
      dataDir: '/home/me/here',
      defaultDataDir: false,
      sample: false,
    });
  });

  it.each([['--port', 'http'], ['--port', '70000'], ['--port', '-1'], ['--prot', '1'], ['extra']])(
    'refuse what cannot be meant, in a sentence: %s %s',
    (...args) => {
      expect(() => readOptions(args, '/')).toThrow(CannotStart);
    },
  );
});
