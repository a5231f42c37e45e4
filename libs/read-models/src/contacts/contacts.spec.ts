import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { captureDetails, closeFollowUp, identifyContact, setFirstHandler, submitContactForm } from '#domain';
import { ask, createViewsDatabase, show, type ViewsDatabase } from '../../test/database.js';
import { Story, ada, workspaceIds } from '../../test/story.js';
import { auditPage } from '../audit-log/audit-log-queries.js';
import { findConversation } from '../conversations/conversation-queries.js';
import { handoffPage } from '../handoffs/handoff-queries.js';
import { views } from '../registry.js';
import { timelinePage } from '../timeline/timeline-queries.js';
import { findContact, followUpPage } from './contact-queries.js';

let database: ViewsDatabase;
const [mine] = workspaceIds;

/** A word that stands in every personal value of one contact, and must be found nowhere once they are erased. */
const marker = 'plover-marker';

const story = new Story();
story
  .contact(0, 'kept', (s, c) => identifyContact(s, { contactId: 'kept', channel: 'web', externalUserId: 'u1' }, c))
  .contact(0, 'kept', (s, c) => {
    const followUp = { followUpId: 'f1', conversationId: 'c1' };
    return captureDetails(s, { source: 'contact_form', details: { phone: '+1 23', name: 'Kay' }, followUp }, c);
  })
  .wait(1)
  .contact(0, 'kept', (s, c) => {
    const followUp = { followUpId: 'f2', conversationId: null };
    return captureDetails(s, { source: 'contact_form', details: { email: 'k@example.org' }, followUp }, c);
  })
  .contact(0, 'kept', (s, c) => closeFollowUp(s, { member: ada, followUpId: 'f1', outcome: 'done' }, c))
  .contact(0, 'kept', (s, c) => setFirstHandler(s, { member: ada, firstHandler: 'human' }, c));

const gone = story.conversation(0, 'gone', 'gone').says(`${marker} one`).agentSays(`${marker} two`);
gone.asksForPeople('complaint', `${marker} three`).claims(ada).memberSays(ada, `${marker} four`);
gone.does((s, c) => submitContactForm(s, { formId: null, details: { phone: `1 ${marker}` } }, c));
story
  .contact(0, 'gone', (s, c) => identifyContact(s, { contactId: 'gone', channel: 'web', externalUserId: marker }, c))
  .contact(0, 'gone', (s, c) => captureDetails(s, { source: 'x', details: { email: `${marker}@x.org` } }, c));
const erasure = story.events.length;
gone.isErased();

beforeAll(async () => {
  database = await createViewsDatabase();
  await show(database, story.events.slice(0, erasure));
});

afterAll(() => database.drop());

describe('a contact', () => {
  it('has its details, identities and preference', async () => {
    expect(await ask(database, mine, (reader) => findContact(reader, 'kept'))).toMatchObject({
      name: 'Kay',
      phone: '+1 23',
      email: 'k@example.org',
      identities: [{ channel: 'web', externalUserId: 'u1' }],
      channels: ['web'],
      firstHandler: 'human',
      erasedAt: null,
    });
  });

  it('has follow-ups that stay open until a member closes them', async () => {
    const open = await ask(database, mine, followUpPage);
    expect(open.items.map(({ followUpId, contact }) => [followUpId, contact?.phone])).toEqual([['f2', '+1 23']]);
    const closed = await ask(database, mine, (reader) => followUpPage(reader, { state: 'closed', contactId: 'kept' }));
    expect(closed.items).toMatchObject([{ followUpId: 'f1', outcome: 'done', closedById: 'ada' }]);
  });

  it('who is erased is blanked in every view: what happened stays, nothing of what was said', async () => {
    const places = async () => {
      const found: string[] = [];
      for (const { table } of views) {
        const { rows } = await database.pool.query(`select 1 from views.${table.name} t where t::text like $1`, [
          `%${marker}%`,
        ]);
        if (rows.length > 0) found.push(table.name);
      }
      return found;
    };
    expect(await places()).toEqual(['queue', 'conversations', 'timeline', 'handoffs', 'contacts']);
    await show(database, story.events.slice(erasure));
    expect(await places()).toEqual([]);
    const { items } = await ask(database, mine, (reader) => timelinePage(reader, 'gone'));
    expect(items.map(({ kind }) => kind)).toContain('message');
    expect(items.map(({ text }) => text).filter((text) => text !== null)).toEqual([]);
    expect(await ask(database, mine, (reader) => findConversation(reader, 'gone'))).toMatchObject({
      status: 'closed',
      outcome: 'erased',
      lastText: null,
    });
    const { items: entries } = await ask(database, mine, (reader) => handoffPage(reader, { conversationId: 'gone' }));
    expect(entries).toMatchObject([{ reasonCode: 'complaint', reasonText: null, context: null, receiverName: 'Ada' }]);
    expect(await ask(database, mine, (reader) => findContact(reader, 'gone'))).toMatchObject({
      email: null,
      channels: ['web'],
    });
  });
});

describe('the workspace audit log', () => {
  it('holds what people changed of agents and settings, and that a contact was erased, newest first', async () => {
    const { items } = await ask(database, mine, auditPage);
    expect(items.map(({ type }) => type)).toEqual([
      'ContactErased',
      ...['AgentVersionPublished', 'AgentVersionApplied', 'AgentRegistered'],
      ...['AgentVersionPublished', 'AgentVersionApplied', 'AgentRegistered'],
      ...['DefaultAgentSet', 'TeamChanged', 'MemberAdded', 'MemberAdded', 'WorkspaceCreated'],
    ]);
    expect(items[9]).toMatchObject({
      actorId: 'ada',
      actorName: 'Ada',
      memberName: 'Ben',
      details: { memberId: 'ben' },
    });
    const agents = await ask(database, mine, (reader) =>
      auditPage(reader, { subjectId: 'front0', type: 'AgentRegistered' }),
    );
    expect(agents.items).toMatchObject([{ subjectKind: 'agent', details: { name: 'front0' } }]);
  });
});
