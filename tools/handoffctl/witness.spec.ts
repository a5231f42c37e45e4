import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  formatCheckpoint,
  generateKeys,
  openNote,
  parseSignerKey,
  proveConsistency,
  rootAt,
  signNote,
  timeOf,
} from '#ledger';
import { MemoryLog } from '../../libs/ledger/test/memory-log.js';
import { lookAtLedger } from './witness.js';

const origin = 'story.example/ledger/w';
const old = generateKeys(origin);
const fresh = generateKeys(origin);
const leavesOf = (size: number, word = 'leaf') => Array.from({ length: size }, (_, i) => Buffer.from(`${word} ${i}`));

let server: Server;
let folder: string;
/** What the server shows: its operator may be the one who lies. */
let shown: {
  leaves: readonly Buffer[];
  keys: readonly { readonly signer: string }[];
  proof?: unknown;
  /** The status with which it refuses to prove anything. */
  refuses?: number;
};
let cosigned: { note: string; key: string }[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'witness-'));
  cosigned = [];
  server = createServer((request, response) => {
    const answer = async (): Promise<string> => {
      const { pathname, searchParams } = new URL(request.url!, 'http://here');
      const log = new MemoryLog([...shown.leaves]);
      if (pathname === '/v1/ledger/checkpoint') {
        const text = formatCheckpoint({ origin, size: log.size, root: await rootAt(log, log.size) });
        return signNote(
          text,
          shown.keys.map(({ signer }) => parseSignerKey(signer)),
        );
      }
      if (pathname === '/v1/ledger/consistency') {
        if (shown.refuses !== undefined) response.statusCode = shown.refuses;
        if ('proof' in shown) return JSON.stringify(shown.proof);
        const [from, to] = ['from', 'to'].map((name) => BigInt(searchParams.get(name)!)) as [bigint, bigint];
        return JSON.stringify({
          proof: (await proveConsistency(log, from, to)).map((hash) => hash.toString('base64')),
        });
      }
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      cosigned.push(JSON.parse(Buffer.concat(parts).toString()) as (typeof cosigned)[number]);
      return '{}';
    };
    answer().then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

function look(...keys: string[]) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const given = keys.length === 0 ? [old.verifier] : keys;
  return lookAtLedger({ url, token: 't', keys: given, folder, name: 'witness.example/w1', now: 1_795_144_380n });
}

const kept = () => readFile(path.join(folder, 'checkpoint'), 'utf8');

describe('a witness', () => {
  it('cosigns what it sees for the first time, and then what extends it, under one key of its own', async () => {
    shown = { leaves: leavesOf(3), keys: [old] };
    const first = await look();
    expect(first).toMatchObject({ before: undefined, checkpoint: { origin, size: 3n } });
    shown = { leaves: leavesOf(8), keys: [old] };
    expect(await look()).toMatchObject({ before: 3n, checkpoint: { size: 8n }, key: first.key });
    expect(await look()).toMatchObject({ before: 8n, checkpoint: { size: 8n } });
    expect(cosigned.map(({ key }) => key)).toEqual([first.key, first.key, first.key]);
    const { signatures } = openNote(cosigned[1]!.note, [old.verifier, first.key]);
    expect(signatures.map(({ name }) => name)).toEqual([origin, 'witness.example/w1']);
    expect(timeOf(signatures[1]!.signature)).toBe(1_795_144_380n);
  });

  it.each<[string, () => void, RegExp]>([
    ['another tree of the same size', () => (shown.leaves = leavesOf(5, 'other')), /^ALARM {2}fork/],
    ['a tail that was cut off', () => (shown.leaves = leavesOf(4)), /^ALARM {2}older_is_larger/],
    ['a history that was rewritten', () => (shown.leaves = leavesOf(9, 'other')), /^ALARM {2}not_an_extension/],
    [
      'a key that was not given',
      () => (shown = { leaves: leavesOf(9), keys: [fresh] }),
      /^ALARM {2}no_known_signature/,
    ],
    ['no proof', () => (shown = { leaves: leavesOf(9), keys: [old], proof: {} }), /^ALARM {2}not_an_extension/],
    [
      'a proof that is none',
      () => (shown = { leaves: leavesOf(9), keys: [old], proof: { proof: [null, 7] } }),
      /^ALARM/,
    ],
    ['an answer that is nothing', () => (shown = { leaves: leavesOf(9), keys: [old], proof: null }), /^ALARM/],
    [
      'a tree that the server signs and does not know',
      () => (shown = { leaves: leavesOf(9), keys: [old], refuses: 404 }),
      /^ALARM {2}not_an_extension/,
    ],
    ['a proof that is no object', () => (shown = { leaves: leavesOf(9), keys: [old], proof: 'x' }), /^ALARM/],
  ])('raises the alarm over %s, keeps what it held and cosigns nothing', async (_name, lie, alarm) => {
    shown = { leaves: leavesOf(5), keys: [old] };
    await look();
    const held = await kept();
    lie();
    await expect(look()).rejects.toThrow(alarm);
    expect(await kept()).toBe(held);
    expect(cosigned).toHaveLength(1);
  });

  it('keeps what contradicts what it held, as evidence', async () => {
    shown = { leaves: leavesOf(5), keys: [old] };
    await look();
    shown.leaves = leavesOf(5, 'other');
    const [, file] = /keep \S+ and (\S+)\.$/.exec(await look().then(String, String))!;
    expect(openNote(await readFile(file!), [old.verifier]).text).toContain('\n5\n');
  });

  it('begins with an empty log as with any other', async () => {
    shown = { leaves: [], keys: [old] };
    await look();
    shown.leaves = leavesOf(2);
    expect(await look()).toMatchObject({ before: 0n, checkpoint: { size: 2n } });
  });

  it('goes on when the log changed its key while it did not look, if both are given', async () => {
    shown = { leaves: leavesOf(5), keys: [old] };
    await look();
    shown = { leaves: leavesOf(6), keys: [fresh] };
    expect(await look(fresh.verifier, old.verifier)).toMatchObject({ before: 5n, checkpoint: { size: 6n } });
  });

  it('says without an alarm what is no fault of the log', async () => {
    shown = { leaves: leavesOf(5), keys: [old] };
    await look();
    shown = { leaves: leavesOf(9), keys: [old], refuses: 503 };
    await expect(look()).rejects.toThrow(/^v1\/ledger\/consistency.* was refused: 503/);
    delete shown.refuses;
    await expect(look('no key')).rejects.toThrow(/^--key takes a public key/);
    await writeFile(path.join(folder, 'key'), 'x');
    await expect(look()).rejects.toThrow(/does not hold the key of a witness/);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(
      lookAtLedger({ url: 'http://127.0.0.1:1', token: 't', keys: [old.verifier], folder, name: 'w', now: 0n }),
    ).rejects.toThrow(/^http:\/\/127\.0\.0\.1:1 does not answer/);
  });
});
