import { Body, Controller, Query } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  createSubscription,
  deliveriesOfSubscription,
  listSubscriptions,
  removeSubscription,
  replayDelivery,
  rotateSubscriptionSecret,
  scheduleByRows,
  setSubscriptionState,
  testDelivery,
  type NewDelivery,
  type Subscription,
} from '#messaging';
import { newIdsOf } from '#event-store';
import { By, Caller } from '../http/caller.js';
import { Position, Whole } from '../http/fields.js';
import { Nothing } from '../http/nothing.js';
import { WebhookId, webhookNotFound } from '../http/path-ids.js';
import { HttpProblem } from '../http/problem.js';
import { CommandRoute, RowsRoute } from '../http/route.js';
import { Done, SecretAnswer, SubscriptionBody } from './delivery-bodies.js';
import { DeliveryRows } from './delivery-rows.js';
import { RecordedChanges } from './recorded-changes.js';

class Subscriptions {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  readonly webhooks!: readonly object[];
}

class Deliveries {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  readonly deliveries!: readonly object[];
}

class NewSubscription {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: 'whsec_…', description: 'Not shown again.' })
  readonly secret!: string;
}

class DeliveriesQuery {
  @Whole({ min: 1, max: 200, optional: true, about: '50 when left out.', example: 50 })
  readonly limit?: number;

  @Position({ optional: true, about: '`place` of the last one of the page before.' })
  readonly before?: string;
}

class Replay {
  @Position({ optional: true, about: 'Events after this position; from the first one on when left out.' })
  readonly after?: string;
}

const route = { permit: 'workspace.configure', refusals: { 404: ['webhook_not_found'] } } as const;

/** How many webhooks a workspace may have. */
const maxWebhooks = 50;

/** Who else hears of events: signed posts by type, with everything that was tried. */
@ApiTags('Workspace')
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly rows: DeliveryRows,
    private readonly changes: RecordedChanges,
  ) {}

  @RowsRoute('', { permit: 'workspace.configure', summary: 'Your webhooks', answer: Subscriptions })
  async list(@Query() _query: Nothing, @By() caller: Caller): Promise<Subscriptions> {
    return { webhooks: await this.rows.within(caller, (rows) => listSubscriptions(rows, caller.workspaceId)) };
  }

  @CommandRoute('POST', '', {
    permit: 'workspace.configure',
    summary: 'Have events posted to you',
    about:
      'Signed as Standard Webhooks says, at least once and not always in order: `webhook-id` is the same for every try, `revision` counts the events of a stream. What fails is tried for a day; then, where you took nothing else meanwhile, the webhook is disabled and the owners are told.',
    answer: NewSubscription,
    refusals: { 409: ['too_many_webhooks'] },
  })
  async create(
    @Body() { url, description = '', types = [], personal = false }: SubscriptionBody,
    @By() caller: Caller,
  ): Promise<NewSubscription> {
    const { workspaceId, issue } = caller;
    const id = newIdsOf(`webhooks of ${workspaceId}`, issue.commandId)('webhook');
    const secret = this.rows.secretFor(`webhook ${id}`, issue);
    const given = { workspaceId, id, url, description, types, personal };
    await this.requireRoom(caller, id);
    await this.changes.webhook(caller, given, 'created', { types, personal });
    if (!(await this.rows.within(caller, (rows) => createSubscription(rows, this.rows.box, given, secret))))
      throw new HttpProblem(
        422,
        'command_id_reused',
        'This Idempotency-Key was used before with another body; use a new one.',
      );
    return { id, secret };
  }

  @CommandRoute('DELETE', ':id', { ...route, summary: 'Take a webhook away', answer: Done })
  async remove(@WebhookId() id: string, @Body() _body: Nothing, @By() caller: Caller): Promise<Done> {
    const of = { workspaceId: caller.workspaceId, id };
    await this.changes.webhook(caller, await this.known(caller, id), 'removed');
    if (!(await this.rows.within(caller, (rows) => removeSubscription(rows, of)))) throw webhookNotFound();
    return { done: true };
  }

  @CommandRoute('POST', ':id/secret', { ...route, summary: 'Change the secret of a webhook', answer: SecretAnswer })
  async rotate(@WebhookId() id: string, @Body() _body: Nothing, @By() caller: Caller): Promise<SecretAnswer> {
    const of = { workspaceId: caller.workspaceId, id };
    const secret = this.rows.secretFor(`changed secret of webhook ${id}`, caller.issue);
    const { box } = this.rows;
    await this.changes.webhook(caller, await this.known(caller, id), 'secret_changed');
    if (!(await this.rows.within(caller, (rows) => rotateSubscriptionSecret(rows, box, of, secret))))
      throw webhookNotFound();
    return { secret };
  }

  @CommandRoute('POST', ':id/pause', {
    ...route,
    summary: 'Send nothing for now',
    about: 'What waits is kept; what happens meanwhile is not sent, but can be replayed.',
    answer: Done,
  })
  pause(@WebhookId() id: string, @Body() _body: Nothing, @By() caller: Caller): Promise<Done> {
    return this.turn(caller, id, 'paused', 'paused');
  }

  @CommandRoute('POST', ':id/resume', { ...route, summary: 'Send again, also after it was disabled', answer: Done })
  resume(@WebhookId() id: string, @Body() _body: Nothing, @By() caller: Caller): Promise<Done> {
    return this.turn(caller, id, 'active', 'resumed');
  }

  @CommandRoute('POST', ':id/test', { ...route, summary: 'Post a test', answer: Done })
  test(@WebhookId() id: string, @Body() _body: Nothing, @By() caller: Caller): Promise<Done> {
    return this.send(caller, id, (of) => testDelivery(of));
  }

  @CommandRoute('POST', ':id/replay', {
    ...route,
    summary: 'Post everything once more from a position on',
    about: 'Under the ids it had, so that who keeps the ids takes only what is missing; marked `replay`.',
    answer: Done,
  })
  replay(@WebhookId() id: string, @Body() { after }: Replay, @By() caller: Caller): Promise<Done> {
    return this.send(caller, id, (of) => replayDelivery(of, after === undefined ? -1n : BigInt(after)));
  }

  @RowsRoute(':id/deliveries', { ...route, summary: 'What was posted, and what came of it', answer: Deliveries })
  async deliveries(
    @WebhookId() id: string,
    @Query() { limit = 50, before }: DeliveriesQuery,
    @By() caller: Caller,
  ): Promise<Deliveries> {
    await this.known(caller, id);
    const page = { limit, ...(before === undefined ? {} : { before }) };
    const of = { workspaceId: caller.workspaceId, id };
    return { deliveries: await this.rows.within(caller, (rows) => deliveriesOfSubscription(rows, of, page)) };
  }

  /** Every event goes to each of them: without a limit one workspace could have us send without end. */
  private async requireRoom(caller: Caller, id: string): Promise<void> {
    const all = await this.rows.within(caller, (rows) => listSubscriptions(rows, caller.workspaceId));
    if (all.length >= maxWebhooks && !all.some((one) => one.id === id))
      throw new HttpProblem(
        409,
        'too_many_webhooks',
        `A workspace has at most ${maxWebhooks} webhooks; take one away before you make another.`,
        { limit: maxWebhooks },
      );
  }

  private async turn(
    caller: Caller,
    id: string,
    state: Subscription['state'],
    change: 'paused' | 'resumed',
  ): Promise<Done> {
    const known = await this.known(caller, id);
    if (known.state !== state) await this.changes.webhook(caller, known, change);
    const of = { workspaceId: caller.workspaceId, id };
    await this.rows.within(caller, (rows) => setSubscriptionState(rows, of, state));
    return { done: true };
  }

  private async send(
    caller: Caller,
    id: string,
    delivery: (of: { readonly workspaceId: string; readonly id: string }) => NewDelivery,
  ): Promise<Done> {
    await this.known(caller, id);
    const one = delivery({ workspaceId: caller.workspaceId, id });
    await this.rows.within(caller, (rows) => scheduleByRows(rows, [one]));
    return { done: true };
  }

  private async known(caller: Caller, id: string): Promise<Subscription> {
    const all = await this.rows.within(caller, (rows) => listSubscriptions(rows, caller.workspaceId));
    const found = all.find((one) => one.id === id);
    if (found === undefined) throw webhookNotFound();
    return found;
  }
}
