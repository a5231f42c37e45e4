import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AddMember } from '#commands';
import { MailServer } from '../../parts/mail-server.js';
import { Messenger } from '../../parts/messenger.js';
import { startStoryApplication, type StoryApplication } from '../../parts/story-application.js';
import { StoryWorkspace } from '../../parts/story-workspace.js';
import { until } from '../../parts/until.js';
import { scratchPostgres } from '../eventstore/scratch-postgres.js';
import type { Row } from '../report.js';
import { percentile } from '../views/percentile.js';

const limitMs = 120_000;
const customersAtOnce = 4;

/** How long somebody of a small workspace waited, in milliseconds. */
interface Waits {
  /** A customer for the answer to their message. */
  readonly answer: number[];
  /** The customer for the notice that a person is being asked. */
  readonly notice: number[];
  /** The member for the mail. */
  readonly mail: number[];
}

/**
 * `npm run bench -- notices [MEMBERS] [SAMPLES]`: a workspace whose members are all told of a waiting customer, by e-mail too, again and
 * again, and beside it the conversations of another one. Each member is told once for each customer, or it fails.
 */
export async function bench(args: readonly string[]): Promise<Row[]> {
  const [members = 1_000, samples = 200] = args.map(Number);
  const postgres = await scratchPostgres();
  process.env.HANDOFF_TEST_POSTGRES = await postgres.database('server');
  const [mail, messenger] = [await MailServer.start(), await Messenger.start()];
  const application = await startStoryApplication({
    HANDOFF_SMTP_URL: mail.url,
    HANDOFF_RATE_PER_MEMBER: '0',
    HANDOFF_RATE_PER_INTEGRATION: '0',
    HANDOFF_RATE_PER_ADDRESS: '0',
  });
  try {
    const [big, small] = [await StoryWorkspace.open(application), await StoryWorkspace.open(application)];
    await small.set('connectors/sms', { kind: 'webhook', url: messenger.url });
    await small.send('put', 'ada', '/v1/me/notification-preferences', { email: 'small@example.org' });
    await grow(application, big, members);
    const measure = (limit: () => boolean) => wait(small, messenger, mail, limit);
    await measure(upTo(20));
    process.stderr.write('alone …\n');
    const alone = await measure(upTo(samples));
    process.stderr.write(`beside ${members} members …\n`);
    const telling = tellAll(big, mail, members);
    const beside = await measure(upTo(samples));
    const { times, told } = await telling.end();
    return [
      { what: `all ${members} members told, ${told} times over`, figure: percentile(times, 0.5), unit: 'ms p50' },
      ...(['answer', 'notice', 'mail'] as const).flatMap((what): Row[] => {
        const [calm, busy] = [percentile(alone[what], 0.99), percentile(beside[what], 0.99)];
        const against = { what: 'alone (inverse)', ratio: calm / busy, target: 0.5 };
        return [
          { what: `${labels[what]}, alone`, figure: calm, unit: 'ms p99' },
          { what: `${labels[what]}, beside it`, figure: busy, unit: 'ms p99', against },
        ];
      }),
    ];
  } finally {
    await application.stop();
    await Promise.all([mail.stop(), messenger.stop()]);
    await postgres.stop();
  }
}

const labels = {
  answer: 'a customer elsewhere is answered',
  notice: 'and has the notice',
  mail: 'and the member the mail',
};

function upTo(samples: number): () => boolean {
  let left = samples;
  return () => left-- > 0;
}

/** Members with an address each, until there are so many. */
async function grow(application: StoryApplication, big: StoryWorkspace, members: number): Promise<void> {
  const owner = { id: big.members.olga, name: 'Olga Berg', role: 'owner' } as const;
  // Auditors look at records, and are not told of customers by mail.
  const { paul: _, ...served } = big.members;
  const ids = Object.values<string>(served);
  while (ids.length < members) {
    const memberId = randomUUID();
    const request = { member: owner, memberId, name: `Member ${ids.length}`, role: 'operator' } as const;
    const actor = { kind: 'member', id: owner.id } as const;
    const issue = { commandId: memberId, workspaceId: big.id, actor, correlationId: 'bench' };
    await application.commands.execute(new AddMember(big.id, request, issue));
    ids.push(memberId);
    if (ids.length % 200 === 0) process.stderr.write(`${ids.length} members …\n`);
  }
  for (const [i, id] of ids.entries()) {
    const principal = { workspaceId: big.id, kind: 'member', id, role: 'operator' } as const;
    const answer = await fetch(`${application.url}/v1/me/notification-preferences`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${await application.tokenFor(principal)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ email: `member-${i}@example.org` }),
    });
    if (answer.status !== 200) throw new Error(`a preference: ${answer.status} ${await answer.text()}`);
  }
}

/** One customer of the big workspace after the other waits until everybody was told. */
function tellAll(big: StoryWorkspace, mail: MailServer, members: number) {
  let over = false;
  const times: number[] = [];
  const running = (async () => {
    while (!over || times.length === 0) {
      const before = mail.mails.length;
      const began = performance.now();
      const { conversationId } = (await big.write('I want a human', randomUUID())).body;
      const told = () => mail.mails.slice(before).filter(({ text }) => text.includes(conversationId));
      await until(`${members} are told`, limitMs, () => Promise.resolve(told().length >= members || undefined));
      times.push(performance.now() - began);
      const once = new Set(told().map(({ to }) => to)).size;
      if (told().length !== members || once !== members)
        throw new Error(`${told().length} mails to ${once} members, not ${members}`);
      await big.acted('ada', conversationId, 'claim');
    }
  })();
  return {
    end: async () => {
      over = true;
      await running;
      return { times, told: times.length };
    },
  };
}

/** Customers of the small workspace, a few beside each other, each waiting for the answer, the notice and the mail. */
async function wait(
  small: StoryWorkspace,
  messenger: Messenger,
  mail: MailServer,
  more: () => boolean,
): Promise<Waits> {
  const waits: Waits = { answer: [], notice: [], mail: [] };
  const customer = async () => {
    while (more()) {
      const seen = mail.mails.length;
      const began = performance.now();
      const { conversationId } = (await small.write('I want a human', randomUUID(), { channel: 'sms' })).body;
      waits.answer.push(performance.now() - began);
      const noticed = async () => {
        await first(() => messenger.arrived.some(({ data }) => data.conversationId === conversationId));
        waits.notice.push(performance.now() - began);
      };
      const mailed = async () => {
        const isIt = ({ to, text }: { to: string; text: string }) =>
          to === 'small@example.org' && text.includes(conversationId);
        await first(() => mail.mails.slice(seen).some(isIt));
        waits.mail.push(performance.now() - began);
      };
      await Promise.all([noticed(), mailed()]);
      await small.acted('ada', conversationId, 'claim');
    }
  };
  await Promise.all(Array.from({ length: customersAtOnce }, customer));
  return waits;
}

async function first(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + limitMs; !holds(); await pause(3))
    if (Date.now() > end) throw new Error('waited in vain for a notice or a mail');
}
