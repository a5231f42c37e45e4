import { installEmmett } from '../eventstore/emmett-appends.js';
import { median } from '../eventstore/load.js';
import type { Row } from '../report.js';
import { startApi } from './api-process.js';
import { bareClient, type BareClient } from './bare-client.js';
import { startWriter, text, type Writer, type Written } from './conversations.js';
import { startEmmett } from './emmett-server.js';
import { startLoadProcess, type LoadProcess } from './load-process.js';
import { processorTime } from './processor-time.js';
import { setStage, type Stage } from './stage.js';

const inFlight = 32;

/** How many conversations the cold commands meet for the first time; the warm ones go round fewer. */
const coldCount = '2500';

/** How often each warm conversation is met before anything is measured. */
const warmUps = 5;

type Figures = Record<string, number>;

interface Contenders {
  readonly stage: Stage;
  readonly writer: Writer;
  readonly bare: BareClient;
  readonly load: LoadProcess;
  readonly emmettPort: number;
  readonly warm: readonly Written[];
  readonly cold: readonly Written[];
  readonly copies: readonly string[];
}

/**
 * `npm run bench -- commands [ROUNDS] [SECONDS] [CONVERSATIONS]`: commands over HTTP beside the bare client on the same node, and beside Emmett with
 * Express on the same PostgreSQL. In every round all take turns, and the API is a new process; medians count.
 */
export async function bench([rounds = '5', seconds = '3', count = coldCount]: readonly string[]): Promise<Row[]> {
  await installEmmett();
  await using parts = new AsyncDisposableStack();
  const begin = <Part extends { stop(): unknown }>(part: Part) =>
    parts.adopt(part, async (one) => void (await one.stop()));
  const stage = begin(await setStage());
  const writer = begin(await startWriter(stage));
  const load = begin(startLoadProcess());
  const warm = await writer.conversations(Math.ceil(Number(count) * 0.4));
  const cold = await writer.conversations(Number(count));
  const streams = [...warm, ...cold].map(({ id }) => `conversation-${id}`);
  const bare = begin(await bareClient(stage.eventStoreUrl, streams, inFlight));
  const copies = await bare.copy(streams.slice(warm.length));
  const emmett = begin(await startEmmett(await stage.database('emmett'), ...(await seedOf(warm, bare, writer))));
  const all = { stage, writer, bare, load, emmettPort: emmett.port, warm, cold, copies };
  const found: Figures[] = [];
  for (let round = 1; round <= Number(rounds); round += 1)
    found.push(await oneRound(all, Number(seconds) * 1_000, (what) => say(`round ${round} of ${rounds}: ${what}`)));
  return rowsOf((name) => median(found.map((figures) => figures[name]!)), bare.bytes);
}

async function oneRound(all: Contenders, milliseconds: number, tell: (what: string) => void): Promise<Figures> {
  const { stage, writer, bare, load, warm, cold } = all;
  const figures: Figures = {};

  tell('the bare client appends');
  const before = process.cpuUsage();
  figures['bare'] = await bare.appends(milliseconds);
  const { user, system } = process.cpuUsage(before);
  figures['bare cpu'] = (user + system) / (figures['bare'] * (milliseconds / 1_000));

  tell('the API starts and warms up');
  const api = await startApi(stage);
  const to = { port: api.port, inFlight };
  const replies = (of: typeof warm) => ({ ...to, requests: of.map(replyTo) });
  await load.send(rounds(replies(warm)));

  const measured = async (name: string, what: Parameters<LoadProcess['send']>[0]) => {
    tell(name);
    const used = processorTime(api.pid);
    const result = await load.send(what);
    figures[name] = result.perSecond;
    figures[`${name} p50`] = result.p50;
    figures[`${name} p99`] = result.p99;
    figures[`${name} cpu`] = ((processorTime(api.pid) - used) / result.sent) * 1_000;
  };
  await measured('warm replies', { ...replies(warm), milliseconds });
  const messages = { ...to, requests: warm.map((one) => messageOf(one, writer.channelToken)) };
  // Where the customer's open conversation is has to be known too, and this way compiled, before a message is a warm one.
  await load.send(rounds(messages));
  await measured('warm messages', { ...messages, milliseconds });
  // The way of a cold command has to be compiled, too; the bare client read every stream when it made its copies.
  const warmUp = Math.ceil(cold.length / 5);
  await load.send(replies(cold.slice(0, warmUp)));
  await measured('cold replies', replies(cold.slice(warmUp)));
  await api.stop();

  tell('the bare client reads and appends');
  figures['bare read'] = await bare.readsAndAppends(all.copies);

  tell('Emmett');
  const requests = warm.map(({ id }) => replyTo({ id, memberToken: memberOfPeer }));
  const peer = { port: all.emmettPort, inFlight, requests };
  await load.send(rounds(peer));
  const emmett = await load.send({ ...peer, milliseconds });
  figures['emmett'] = emmett.perSecond;
  figures['emmett p50'] = emmett.p50;
  figures['emmett p99'] = emmett.p99;
  return figures;
}

const memberOfPeer = 'ada';

/** To warm up: so many commands, however long they take, since that is what compiles a program. */
function rounds<L extends { readonly requests: readonly unknown[] }>(load: L): L {
  return { ...load, requests: Array.from({ length: warmUps }, () => load.requests).flat() };
}

function replyTo({ id, memberToken }: Pick<Written, 'id' | 'memberToken'>) {
  return { path: `/v1/conversations/${id}/replies`, body: JSON.stringify({ text }), token: memberToken };
}

function messageOf({ externalUserId }: Written, token: string) {
  const body = { externalUserId, channelMessageId: 'load-#########', text };
  return { path: '/v1/channels/web/messages', body: JSON.stringify(body), token };
}

/** The peer's streams have as many events as ours and the size of ours; what its decision reads is the same. */
async function seedOf(
  warm: Contenders['warm'],
  { data, metadata }: BareClient,
  { platform }: Writer,
): Promise<[readonly string[], readonly unknown[], unknown]> {
  const { text: _, member: __, messageId: ___, ...rest } = data as Record<string, unknown>;
  const payload = { ...rest, sealed: (data as Record<string, unknown>)['text'], metadata };
  const ours = await platform.store.readStream(`conversation-${warm[0]!.id}`);
  const events = ours.map(({ event: { type }, eventId }) => ({
    type,
    data: { messageId: eventId, to: { id: memberOfPeer }, ...payload },
  }));
  return [warm.map(({ id }) => id), events, payload];
}

function rowsOf(figure: (name: string) => number, bytes: number): Row[] {
  const unit = 'commands/s';
  const ratio = (name: string, to: string, what: string, target?: number) => ({
    against: { what, ratio: figure(name) / figure(to), ...(target === undefined ? {} : { target }) },
  });
  const speed = (name: string) => [
    { what: `${name}: half within`, figure: figure(`${name} p50`), unit: 'ms' },
    { what: `${name}: 99 of 100 within`, figure: figure(`${name} p99`), unit: 'ms' },
    { what: `${name}: processor time of the API`, figure: figure(`${name} cpu`), unit: 'µs/command' },
  ];
  return [
    { what: 'size of an event', figure: bytes, unit: 'bytes' },
    { what: 'the bare client appends', figure: figure('bare'), unit: 'appends/s' },
    { what: 'processor time of the bare client', figure: figure('bare cpu'), unit: 'µs/append' },
    { what: 'warm replies', figure: figure('warm replies'), unit, ...ratio('warm replies', 'bare', 'bare', 0.3) },
    { what: 'warm messages', figure: figure('warm messages'), unit, ...ratio('warm messages', 'bare', 'bare', 0.3) },
    ...speed('warm replies'),
    ...speed('warm messages'),
    { what: 'the bare client reads and appends', figure: figure('bare read'), unit: 'times/s' },
    {
      ...{ what: 'cold replies', figure: figure('cold replies'), unit },
      ...ratio('cold replies', 'bare read', 'bare read + append', 0.9),
    },
    ...speed('cold replies'),
    { what: 'Emmett with Express', figure: figure('emmett'), unit },
    { what: 'Emmett with Express: half within', figure: figure('emmett p50'), unit: 'ms' },
    { what: 'Emmett with Express: 99 of 100 within', figure: figure('emmett p99'), unit: 'ms' },
    { what: 'warm replies', figure: figure('warm replies'), unit, ...ratio('warm replies', 'emmett', 'Emmett', 1.5) },
    {
      ...{ what: "Emmett's 99 of 100, of ours", figure: figure('emmett p99'), unit: 'ms' },
      ...ratio('emmett p99', 'warm replies p99', 'warm replies', 1),
    },
  ];
}

function say(what: string): void {
  process.stderr.write(`${what} …                    \r`);
}
