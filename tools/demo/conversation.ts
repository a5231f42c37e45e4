import { tell, type StoryItem } from '../narration/story.js';
import { expectThat } from './expect.js';
import type { Player, Received, Receipt, Stage } from './stage.js';
import { until } from './within.js';

/** How a conversation must stand after something was done. */
export type Standing = Partial<Pick<Receipt, 'state'>> & {
  readonly assignee?: { readonly name: string };
  readonly agent?: { readonly name: string };
};

/** An item of the timeline with its place in the log. */
export type Told = StoryItem & { readonly itemId: string; readonly position: string };

const sendings: readonly string[] = ['NoticeSent', 'DeliveryRecorded'];

/** What a customer and we say to one another, told as the product's own timeline has it. */
export class Conversation {
  id = '';
  private told = -1;
  private shown: string | undefined;

  constructor(
    protected readonly stage: Stage,
    readonly customer: string,
  ) {}

  /** Somebody does something, and it works. */
  async does(player: Player, route: string, body: object, expected: Standing): Promise<Receipt> {
    const answer = await this.asks(player, route, body);
    const receipt = expectThat(`${player.name}: ${route}`, answer, { status: 200, body: expected }).body;
    await this.follow(receipt);
    return receipt;
  }

  /** Somebody does something, and is told why not. */
  async isRefused(player: Player, route: string, body: object, code: string, what: string): Promise<Receipt> {
    const { body: refusal } = expectThat(`${player.name}: ${route}`, await this.asks(player, route, body), {
      status: 409,
      body: { code },
    });
    this.stage.page.line('refused', player.name, `${what}: ${refusal.code}`, [refusal.detail ?? '']);
    return refusal;
  }

  asks(player: Pick<Player, 'api'>, route: string, body: object): Promise<Received> {
    return player.api.post<Receipt>(`/v1/conversations/${this.id}/${route}`, body);
  }

  /** Tells what has happened since, up to a receipt, and how the conversation stands then. What others do meanwhile is told later. */
  async follow(receipt: Pick<Receipt, 'position'> & Partial<Receipt>): Promise<readonly Told[]> {
    const { stage, customer } = this;
    const path = `/v1/conversations/${this.id}/timeline?limit=200&after=${receipt.position}`;
    const { body } = expectThat('the timeline', await stage.auditor.api.get<{ items: Told[] }>(path), {
      status: 200,
    });
    const news = body.items.filter(
      ({ seq, position }) => seq > this.told && BigInt(position) <= BigInt(receipt.position),
    );
    for (const item of news) {
      if (item.type === 'ConversationStarted')
        stage.customers.set((item.details as { contactId: string }).contactId, customer);
      // What was sent is shown where it arrived.
      if (!sendings.includes(item.type)) stage.page.step(tell(item, { customer, nameOf: stage.nameOf }));
    }
    this.told = Math.max(this.told, ...news.map(({ seq }) => seq));
    if (receipt.state !== undefined) this.show(receipt as Receipt);
    return news;
  }

  /** Waits until something of this kind stands in the timeline, and tells what led there. */
  async comesTo(
    type: string,
    what: string,
    is: (item: Told) => boolean = () => true,
  ): Promise<readonly [...Told[], Told]> {
    const [found, last] = await until(what, async () => {
      const path = `/v1/conversations/${this.id}/timeline?limit=200`;
      // A conversation that has just begun may not be in the views yet.
      const { items = [] } = (await this.stage.auditor.api.get<{ items?: Told[] }>(path)).body;
      const one = items.find((item) => item.type === type && item.seq > this.told && is(item));
      // What it led to at once was decided in the same moment. What others do meanwhile is told when it is their turn.
      return one && ([one, items.findLast(({ at }) => at === one.at)!] as const);
    });
    const news = await this.follow(last);
    return [...news.filter(({ seq }) => seq < found.seq), found];
  }

  /** Asks who has the conversation now. */
  async stands(expected: Standing, after: string): Promise<void> {
    const { state, agent, assignee } = expected;
    const path = `/v1/conversations/${this.id}?after=${after}`;
    const { body } = expectThat(
      `how the conversation of ${this.customer} stands`,
      await this.stage.auditor.api.get<{
        status: string;
        agentName: string | null;
        assigneeName: string | null;
        epoch: number;
      }>(path),
      {
        status: 200,
        body: {
          ...(state === undefined ? {} : { status: state }),
          ...(agent === undefined ? {} : { agentName: agent.name }),
          ...(assignee === undefined ? {} : { assigneeName: assignee.name }),
        },
      },
    );
    this.showState(body.status, body.assigneeName ?? body.agentName);
  }

  private show({ state, assignee, agent }: Receipt): void {
    this.showState(state, (assignee ?? agent)?.name ?? null);
  }

  /** Another conversation of the customer is told from its beginning. */
  protected isNow(conversationId: string): void {
    if (conversationId !== this.id) this.told = -1;
    this.id = conversationId;
  }

  /** Said when it has changed. */
  protected showState(state: string, who: string | null): void {
    const now = `${this.id} ${state} ${who}`;
    if (this.shown === now) return;
    this.shown = now;
    const whose = who === null ? '' : ` · ${who}`;
    this.stage.page.line('quiet', '', `state: ${state}${whose}`);
  }
}
