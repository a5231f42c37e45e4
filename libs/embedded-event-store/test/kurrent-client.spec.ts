import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { startEventStoreNode } from '../src/index.js';

const script = path.join(import.meta.dirname, 'kurrent-client.mjs');

it('the newer client, of KurrentDB, appends, reads, filters, subscribes, deletes and meets the same errors', async () => {
  const node = await startEventStoreNode({ storage: { kind: 'memory' }, port: 0 });
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, node.connectionString]);
    const filtered = ['filtered-a', 'filtered-a', 'filtered-a', 'filtered-b', 'filtered-b', 'filtered-b'];
    expect(JSON.parse(stdout)).toEqual({
      revision: 2,
      read: [0, 1, 2],
      filtered: filtered.slice(0, 4),
      followed: [...filtered, 'filtered-c'],
      streamed: [1, 2],
      limited: [1, 2],
      errors: ['wrong-expected-version', 'stream-not-found', 'stream-deleted'],
    });
  } finally {
    await node.stop();
  }
});
