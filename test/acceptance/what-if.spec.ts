import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { parseOtherwise, whatIf, type WhatIfConversation } from '#read-models';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
});

afterAll(() => application.stop());

describe('what another setting would have done', () => {
  it('is counted from what was recorded, and nothing is written for it (row 31)', async () => {
    const shop = await StoryWorkspace.open(application);
    const said = ['I want my refund', 'A lawyer will write to you', 'I want a human', 'Thanks'];
    const answers = [];
    for (const [n, text] of said.entries()) answers.push(await shop.write(text, `customer ${n}`));
    await shop.seeNow('paul', '/v1/queue');
    const head = await application.head();
    const client = new Client({ connectionString: application.databaseUrl });
    await client.connect();
    const told: WhatIfConversation[] = [];
    const { name, summary } = await whatIf({
      store: application.log,
      pool: client,
      agentId: shop.agents['front']!,
      otherwise: parseOtherwise({ keywords: ['refund'] }),
      from: '2020-01-01T00:00:00.000Z',
      until: new Date(Date.now() + 60_000).toISOString(),
      onConversation: (conversation) => told.push(conversation),
    });
    await client.end();
    expect(name).toBe('front');
    expect(summary).toMatchObject({
      conversations: 4,
      recorded: { handoffs: { keyword: 1, explicit_request: 1 } },
      would: { handoffs: { keyword: 1, explicit_request: 1 } },
      besides: 1,
      not: 1,
      estimates: 0,
    });
    const differing = told.filter(({ moments }) => moments.length > 0).map(({ conversationId }) => conversationId);
    expect(differing.sort()).toEqual([answers[0]!, answers[1]!].map(({ body }) => body.conversationId).sort());
    expect(await application.writtenSince(head)).toEqual([]);
  });
});
