import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/* The rules of the house that a program can check, beside those of lint and of tools/dependency-rules. */

const root = path.resolve(import.meta.dirname, '..');
const rooms = ['apps', 'libs', 'tools', 'test'];
const left = new Set(['node_modules', 'dist', 'var', 'golden']);

/** Every folder and file of ours, as paths from the root. */
const paths = rooms.flatMap((room) => below(room));

function below(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !left.has(name))
    .flatMap((entry) => {
      const found = `${folder}/${entry.name}`;
      return entry.isDirectory() ? [`${found}/`, ...below(found)] : [found];
    });
}

const folders = paths.filter((name) => name.endsWith('/'));
const sources = paths.filter((name) => /\.(ts|mjs|cjs)$/.test(name));
const read = (name: string) => readFileSync(path.join(root, name), 'utf8');

/** Long for a reason. */
const longOnes: Readonly<Record<string, string>> = {
  'libs/configuration/src/configuration.ts': 'one list: every setting of every program',
  'apps/channel/page/chat.mjs': 'the one script of the web chat, sent to browsers as it is',
};

describe('the house', () => {
  it('has no folder named for nothing in particular', () => {
    const vague = /\/(utils?|common|shared|helpers?|base|impl|interfaces?|dtos?|misc)\/$/;
    expect(folders.filter((name) => vague.test(name))).toEqual([]);
  });

  it('keeps its files short: above 300 lines there is a second thing in it', () => {
    const long = sources.filter((name) => longOnes[name] === undefined && read(name).split('\n').length > 301);
    expect(long).toEqual([]);
    expect(Object.keys(longOnes).filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });

  it('tells at the door of every lib and app what it is', () => {
    const doors = ['apps', 'libs'].flatMap((room) =>
      readdirSync(path.join(root, room)).map((name) => `${room}/${name}`),
    );
    const silent = doors.filter(
      (door) => statSync(path.join(root, door)).isDirectory() && !existsSync(path.join(root, door, 'README.md')),
    );
    expect(silent).toEqual([]);
  });

  it('names its files and folders in small letters with hyphens', () => {
    const named = /^[a-z0-9-]+(\.[a-z0-9]+)*\/?$/;
    const odd = [...sources, ...folders].filter((name) => !named.test(path.basename(name)));
    expect(odd).toEqual([]);
  });

  it('gives every advisory lock a number of its own: two leaders with one number keep each other from work', () => {
    const locks = sources.flatMap((name) => [...read(name).matchAll(/Lock = (\d[\d_]*)/g)].map(([, number]) => number));
    expect(locks.length).toBeGreaterThan(3);
    expect(locks.filter((number, i) => locks.indexOf(number) !== i)).toEqual([]);
  });

  it('skips no test and runs none alone', () => {
    const specs = sources.filter((name) => /\.(spec|contract)\.ts$/.test(name));
    expect(specs.length).toBeGreaterThan(100);
    const call = /^\s*(x(it|describe)\(|(it|test|describe)\.(skip|only|todo|failing)\b)/m;
    // The one that reads tests as data holds skipped ones in a text.
    const own = 'tools/capabilities/capabilities.spec.ts';
    expect(specs.filter((name) => name !== own && call.test(read(name)))).toEqual([]);
  });

  it('leaves no note to oneself in a source', () => {
    const note = new RegExp(String.raw`\b(TO${'DO'}|FIX${'ME'}|X{3})\b`);
    expect(sources.filter((name) => note.test(read(name)))).toEqual([]);
  });
});

describe('the packages', () => {
  const { dependencies, devDependencies, scripts } = JSON.parse(read('package.json')) as Record<
    'dependencies' | 'devDependencies' | 'scripts',
    Record<string, string>
  >;

  it('are pinned to the version that was proven', () => {
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d/.test(version));
    expect(loose).toEqual([]);
  });

  it('are used through scripts that the one door knows', () => {
    const door = read('tools/run.mjs');
    for (const [name, command] of Object.entries(scripts)) {
      if (command === 'nest build') continue;
      expect(command).toBe(`node tools/run.mjs ${name}`);
      expect(door).toMatch(new RegExp(`^ {2}'?${name}'?: \\[`, 'm'));
    }
  });
});
