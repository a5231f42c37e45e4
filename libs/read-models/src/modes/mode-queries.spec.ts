import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, createViewsDatabase, show, type ViewsDatabase } from '../../test/database.js';
import { Story, workspaceIds } from '../../test/story.js';
import { findConversation } from '../conversations/conversation-queries.js';
import { humanOnlyWith } from './mode-queries.js';

let database: ViewsDatabase;
const [mine] = workspaceIds;

const story = new Story();
story.conversation(0, 'waits', 'k1').says('I want a person', { asks: true });
story.conversation(0, 'talks', 'k2').says('Where is my parcel?');

beforeAll(async () => {
  database = await createViewsDatabase();
  await show(database, story.events);
});

afterAll(() => database.drop());

describe('whom an agent is kept from (row 39)', () => {
  const keptFrom = (contactId: string, channel: string) =>
    ask(database, mine, (reader) => humanOnlyWith(reader, [contactId], { contactId, channel }));
  const channelOf = async (id: string) =>
    (await ask(database, mine, (reader) => findConversation(reader, id)))!.channel;

  it('is a contact who has people on another channel', async () => {
    expect(await keptFrom('k1', 'another')).toEqual({ front0: 'waits' });
  });

  it('is no contact whose conversations are all with the AI', async () => {
    expect(await keptFrom('k2', 'another')).toEqual({});
  });

  it('is nobody by an earlier conversation on the channel where a fresh one begins: it is closed, shown or not', async () => {
    expect(await keptFrom('k1', await channelOf('waits'))).toEqual({});
  });

  it('is a contact whose linked self has people on that same channel', async () => {
    const channel = await channelOf('waits');
    const starting = { contactId: 'k2', channel };
    expect(await ask(database, mine, (reader) => humanOnlyWith(reader, ['k2', 'k1'], starting))).toEqual({
      front0: 'waits',
    });
  });
});
