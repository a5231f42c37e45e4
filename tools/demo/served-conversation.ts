import type { AgentProcess } from './agent-process.js';
import { ChatVisitor, type ChatItem } from './chat-visitor.js';
import { Conversation, type Standing } from './conversation.js';
import { expectThat } from './expect.js';
import type { Player, Stage } from './stage.js';
import { counted } from '../narration/words.js';
import { until } from './within.js';

/** A stage on which the sample agents' runtime plays too, and on which customers come by the web chat. */
export interface ServedStage extends Stage {
  readonly agentProcess: AgentProcess;
  readonly chatUrl: string;
}

/** A conversation in the web chat, in which the sample agents answer. */
export class ServedConversation extends Conversation {
  private visitor: ChatVisitor | undefined;
  private turnsShown = 0;
  private itemsShown = 0;

  constructor(
    private readonly served: ServedStage,
    customer: string,
  ) {
    super(served, customer);
  }

  /** The customer writes in the chat. */
  async says(text: string, expected: Standing): Promise<void> {
    this.visitor ??= await ChatVisitor.enter(this.served.chatUrl);
    const { body, status } = await this.visitor.write(text);
    const { conversationId, handler, messageId } = body;
    const person = handler?.kind === 'member' ? { assignee: handler } : {};
    const agent = handler?.kind === 'ai_agent' ? { agent: handler } : {};
    const stands = { status, body: { state: body.status, ...person, ...agent, code: body.code } };
    expectThat(`${this.customer} writes "${text}"`, stands, { status: 200, body: expected });
    this.isNow(conversationId!);
    await this.comesTo('CustomerMessageReceived', 'the message', ({ itemId }) => itemId === messageId);
    this.showState(body.status!, handler?.name ?? null);
  }

  /** The customer fills in the contact form that the chat shows. */
  async fillsIn(details: object): Promise<void> {
    const { visitor } = this;
    const form = await until('the contact form in the chat', () =>
      Promise.resolve(visitor?.items.findLast(({ notice }) => notice === 'contact_form')),
    );
    const answer = await visitor!.fillIn(this.id, form.formId!, details);
    expectThat('the contact form', answer, { status: 200 });
    await this.comesTo('ContactFormSubmitted', 'the contact details');
  }

  /** The agent is asked for its next turn, and answers, whatever it makes of it. */
  async agentAnswers({ by, ...standing }: Standing & { readonly by: string }): Promise<void> {
    const { leadsTo } = await this.served.agentProcess.report(this.id);
    const items = await this.comesTo(leadsTo, `what ${by} answers ${this.customer}`);
    const author = items.findLast(({ type }) => type === 'AgentReplied')?.authorName ?? 'nobody';
    expectThat(`who answers ${this.customer}`, author, by);
    await this.stands(standing, items.at(-1)!.position);
  }

  /** Shows what came out at the other ends since the last time. @param kinds what the customer must have been shown, in its order */
  async showReceived(kinds: readonly string[]): Promise<void> {
    const { page } = this.served;
    page.plain();
    page.line('quiet', '', 'What each side received');
    await this.showCustomers(kinds);
    for (const turn of this.served.agentProcess.turnsOf(this.id).slice(this.turnsShown)) {
      const what = turn.cause === 'resume' ? 'to go on at once' : `for "${turn.text ?? ''}"`;
      page.line('agent', turn.agent, `called ${what}; signed, with ${counted(turn.messages, 'message')}`);
    }
    this.turnsShown = this.served.agentProcess.turnsOf(this.id).length;
    for (const member of [this.served.supervisor, ...this.served.operators]) await this.showNotified(member);
  }

  leave(): void {
    this.visitor?.leave();
  }

  private async showCustomers(kinds: readonly string[]): Promise<void> {
    const { page } = this.served;
    const shown = () => (this.visitor?.items ?? []).filter(({ author }) => author !== 'you').slice(this.itemsShown);
    const kindOf = ({ kind, notice }: ChatItem) => notice ?? kind;
    await until(`${this.customer}'s chat to show ${kinds.length} things`, () =>
      Promise.resolve(shown().length >= kinds.length ? true : undefined),
    );
    expectThat(`what ${this.customer}'s chat shows`, shown().map(kindOf), kinds);
    for (const item of shown())
      page.line('customer', `${this.customer}'s chat`, `${item.name ?? `[${kindOf(item)}]`}: ${item.text}`);
    this.itemsShown += shown().length;
  }

  private async showNotified({ api, name }: Player): Promise<void> {
    const { body } = await api.get<{ notifications: { kind: string; conversationId: string }[] }>(
      '/v1/me/notifications',
    );
    const kinds = body.notifications.filter(({ conversationId }) => conversationId === this.id).map(({ kind }) => kind);
    if (kinds.length > 0)
      this.served.page.line('member', name, `notified: ${kinds.reverse().join(', ').replaceAll('_', ' ')}`);
  }
}
