import { installEmmett } from '../eventstore/emmett-appends.js';
import { median } from '../eventstore/load.js';
import type { Row } from '../report.js';
import { startApi, type ApiProcess } from './api-process.js';
import { bareClient, type BareClient } from './bare-client.js';
import { startWriter, text, type Writer, type Written } from './conversations.js';
import { startEmmett } from './emmett-server.js';
import { startLoadProcess, type LoadProcess } from './load-process.js';
import { processorTime } from './processor-time.js';
import { setStage } from './stage.js';

const inFlight = 32;

/** How many conversations the cold commands of a round meet for the first time, and how many the warm ones go round. */
const perRound = '600';

/**
 * How many rounds' worth of cold conversations are met before anything counts: a quarter of what a new process spends on its first few
 * thousand commands goes into compiling, and the bare client has read all of them once when it made its copies.
 */
const warmUp = 4;

type Figures = Record<string, number>;

interface Contenders {
  readonly writer: Writer;
  readonly bare: BareClient;
  readonly load: LoadProcess;
  readonly api: ApiProcess;
  readonly emmettPort: number;
  readonly warm: readonly Written[];
}

/** What is met for the first time in one round: by the API, and in copies by the bare client. */
interface Cold {
  readonly conversations: readonly Written[];
  readonly copies: readonly string[];
}

/**
 * `npm run bench -- commands [ROUNDS] [SECONDS] [CONVERSATIONS]`: commands over HTTP beside the bare client on the same node, and beside Emmett with
 * Express on the same PostgreSQL. In every round all take turns, and medians count. All of them run from the first round to the last, as
 * servers do, and one round before the first counts for nobody: in it they are compiled.
 */
export async function bench([rounds = '5', seconds = '3', count = perRound]: readonly string[]): Promise<Row[]> {
  await installEmmett();
  await using parts = new AsyncDisposableStack();
  const begin = <Part extends { stop(): unknown }>(part: Part) =>
    parts.adopt(part, async (one) => void (await one.stop()));
  const stage = begin(await setStage());
  const writer = begin(await startWriter(stage));
  const load = begin(startLoadProcess());
  const warm = await writer.conversations(Number(count));
  const conversations = await writer.conversations(Number(count) * (warmUp + Number(rounds)));
  const streams = conversations.map(({ id }) => `conversation-${id}`);
  const bare = begin(await bareClient(stage.eventStoreUrl, streams, inFlight));
  const copies = await bare.copy(streams);
  const emmett = begin(await startEmmett(await stage.database('emmett'), ...(await seedOf(warm, bare, writer))));
  const all = { writer, bare, load, api: begin(await startApi(stage)), emmettPort: emmett.port, warm };
  const found: Figures[] = [];
  for (let round = 0; round <= Number(rounds); round += 1) {
    const [from, to] = round === 0 ? [0, warmUp] : [warmUp + round - 1, warmUp + round];
    const ofRound = <T>(of: readonly T[]) => of.slice(from * Number(count), to * Number(count));
    const cold = { conversations: ofRound(conversations), copies: ofRound(copies) };
    const tell = (what: string) => say(round === 0 ? `to warm up: ${what}` : `round ${round} of ${rounds}: ${what}`);
    const figures = await oneRound(all, cold, Number(seconds) * 1_000, tell);
    if (round > 0) found.push(figures);
  }
  return rowsOf(found, bare.bytes);
}

async function oneRound(
  { writer, bare, load, api, emmettPort, warm }: Contenders,
  cold: Cold,
  milliseconds: number,
  tell: (what: string) => void,
): Promise<Figures> {
  const figures: Figures = {};

  tell('the bare client appends');
  const before = process.cpuUsage();
  figures['bare'] = await bare.appends(milliseconds);
  const { user, system } = process.cpuUsage(before);
  figures['bare cpu'] = (user + system) / (figures['bare'] * (milliseconds / 1_000));

  const to = { port: api.port, inFlight };
  const measured = async (name: string, what: Parameters<LoadProcess['send']>[0]) => {
    tell(name);
    const used = processorTime(api.pid);
    const result = await load.send(what);
    figures[name] = result.perSecond;
    figures[`${name} p50`] = result.p50;
    figures[`${name} p99`] = result.p99;
    figures[`${name} cpu`] = ((processorTime(api.pid) - used) / result.sent) * 1_000;
  };
  // Once round before it is measured: keys are remembered for a minute only.
  const replies = { ...to, requests: warm.map(replyTo) };
  await load.send(replies);
  await measured('warm replies', { ...replies, milliseconds });
  const messages = { ...to, requests: warm.map((one) => messageOf(one, writer.channelToken)) };
  await load.send(messages);
  await measured('warm messages', { ...messages, milliseconds });
  await measured('cold replies', { ...to, requests: cold.conversations.map(replyTo) });

  tell('the bare client reads and appends');
  figures['bare read'] = await bare.readsAndAppends(cold.copies);

  tell('Emmett');
  const requests = warm.map(({ id }) => replyTo({ id, memberToken: memberOfPeer }));
  const peer = { port: emmettPort, inFlight, requests };
  await load.send(peer);
  const emmett = await load.send({ ...peer, milliseconds });
  figures['emmett'] = emmett.perSecond;
  figures['emmett p50'] = emmett.p50;
  figures['emmett p99'] = emmett.p99;
  return figures;
}

const memberOfPeer = 'ada';

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

/** Ratios are taken within a round, where those compared followed one another within seconds: others may share the machine. */
function rowsOf(rounds: readonly Figures[], bytes: number): Row[] {
  const unit = 'commands/s';
  const figure = (name: string) => median(rounds.map((figures) => figures[name]!));
  const ratio = (name: string, to: string, what: string, target: number) => ({
    against: { what, ratio: median(rounds.map((figures) => figures[name]! / figures[to]!)), target },
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
