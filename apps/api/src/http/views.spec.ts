import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { queueCount, timelinePage } from '#read-models';
import { standingViews, type StandingViews } from '../../test/standing-views.js';
import type { Caller } from './caller.js';
import { notSigned } from './views.js';

const workspaceId = randomUUID();
let standing: StandingViews;

beforeAll(async () => {
  standing = await standingViews(40n, { view: 'queue', position: 30n }, 300);
});

afterAll(() => standing.stop());

describe('a view that waits to be folded anew', () => {
  const caller = { workspaceId, after: undefined };

  it('is not shown as if it had come to the position that was asked for', async () => {
    await expect(standing.views.read(caller, { after: '40' }, queueCount)).rejects.toMatchObject({
      status: 504,
      code: 'view_behind',
      facts: { wanted: '40', reached: '30', view: 'queue' },
    });
  });

  it('is shown up to where it is, and without a position', async () => {
    expect(await standing.views.read(caller, { after: '30' }, queueCount)).toBe(0);
    expect(await standing.views.read(caller, {}, queueCount)).toBe(0);
  });

  it('keeps nobody from the others', async () => {
    const page = await standing.views.read({ workspaceId, after: '40' }, {}, (reader) => timelinePage(reader, 'c'));
    expect(page.items).toEqual([]);
  });
});

describe('who asks for what is signed in a moment', () => {
  const caller = { workspaceId, after: undefined };

  it('waits for it, and holds up none of their own requests meanwhile', async () => {
    let looks = 0;
    const waits: number[] = [];
    const aside: Caller['aside'] = (wait) => {
      waits.push(looks);
      return wait();
    };
    const found = await standing.views.readSigned({ ...caller, aside }, {}, () => {
      looks += 1;
      return Promise.resolve(looks < 3 ? notSigned : 'the proof');
    });
    expect(found).toBe('the proof');
    expect(waits).toEqual([1, 2]);
  });

  it('waits no longer than for a view', async () => {
    expect(await standing.views.readSigned(caller, {}, () => Promise.resolve(notSigned))).toBeUndefined();
  });

  it('does not wait for what never comes', async () => {
    let looks = 0;
    const found = await standing.views.readSigned(caller, {}, () => {
      looks += 1;
      return Promise.resolve(undefined);
    });
    expect([found, looks]).toEqual([undefined, 1]);
  });
});
