import { Client } from 'pg';
import { EventStoreDB, type LogEntry } from '#event-store';
import { parsePolicy, type Policy } from '#ledger';
import { KeepSealed } from '#messaging';
import { pagesOf } from '#read-models';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { until } from '../parts/until.js';

/** A record worth tampering with: several hundred entries on real parts, all signed, and an export of them. */
export interface Scene {
  readonly application: StoryApplication;
  readonly workspaceId: string;
  /** The owner of the schema, whom no right holds. */
  readonly owner: Client;
  readonly closed: readonly LogEntry[];
  readonly opened: readonly LogEntry[];
  readonly keys: readonly string[];
  readonly policy: Policy;
  readonly exported: Buffer;
  stop(): Promise<void>;
}

export async function setScene(conversations: number): Promise<Scene> {
  const application = await startStoryApplication();
  const shop = await StoryWorkspace.open(application);
  for (let i = 0; i < conversations; i += 1) {
    const { body } = await shop.write('I want to talk to a person', `customer ${i % 20}`, { channel: `web${i}` });
    await shop.acted('ada', body.conversationId, 'claim');
    await shop.acted('ada', body.conversationId, 'return-to-ai', {
      ...{ confirmed: true, reasonCode: 'faq', reasonText: `Reason ${i}`, context: { summary: `Summary ${i}` } },
    });
  }
  const { body: asked } = await shop.write('Hello', 'gone', { channel: 'other' });
  const gone = await shop.seeNow('paul', `/v1/conversations/${asked.conversationId}`);
  await shop.send('delete', 'olga', `/v1/contacts/${gone.body.contactId}`);
  const size = await allSigned(application, shop);
  const ordered = await shop.send('post', 'paul', '/v1/audit/exports', { size: String(size) });
  const path = `/v1/audit/exports/${String(ordered.body['exportId'])}/file`;
  const { bytes } = await shop.see('paul', path, ordered);
  await allSigned(application, shop);
  const { body: known } = await shop.see('paul', '/v1/ledger/keys');
  const keys = (known['keys'] as { key: string }[]).map(({ key }) => key);
  const policy = { format: 'handoff-policy/1', logs: [{ origin: known['origin'], keys }], exports: [known['exports']] };
  const owner = new Client({ connectionString: application.databaseUrl });
  await owner.connect();
  const closedLog = new EventStoreDB({
    connectionString: application.eventStoreUrl,
    sealer: new KeepSealed(),
    asStored: true,
  });
  return {
    application,
    workspaceId: shop.id,
    owner,
    closed: await everything(closedLog),
    opened: await everything(application.log),
    keys,
    policy: parsePolicy(JSON.stringify(policy)),
    exported: bytes!,
    async stop() {
      await owner.end();
      await closedLog.close();
      await application.stop();
    },
  };
}

/** Waits until nothing is added any more and all of it is signed. @returns the size */
function allSigned(application: StoryApplication, shop: StoryWorkspace): Promise<string> {
  let before = '';
  return until('everything is signed', 60_000, async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await shop.seeNow('paul', '/v1/handoffs?limit=1');
    const note = (await shop.see('paul', '/v1/ledger/checkpoint')).text ?? '';
    const size = note.split('\n')[1]!;
    const { items } = (await shop.see('paul', `/v1/ledger/entries?from=${size}`)).body;
    const head = `${size} ${String(await application.head())}`;
    const settled = items.length === 0 && head === before;
    before = head;
    return settled ? size : undefined;
  });
}

async function everything(store: Parameters<typeof pagesOf>[0]): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const page of pagesOf(store)) entries.push(...page);
  return entries;
}
