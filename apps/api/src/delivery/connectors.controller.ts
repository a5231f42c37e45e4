import { Body, Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  listConnectors,
  putConnector,
  removeConnector,
  rotateConnectorSecret,
  secretOf,
  type Connector,
} from '#messaging';
import { By, Caller } from '../http/caller.js';
import { KnownSettings } from '../http/known-settings.js';
import { Nothing } from '../http/nothing.js';
import { AgentId, Channel } from '../http/path-ids.js';
import { HttpProblem } from '../http/problem.js';
import { CommandRoute, RowsRoute, ViewRoute } from '../http/route.js';
import { Reading } from '../http/views.js';
import { ConnectorAnswer, ConnectorBody, Connectors, Done, SecretAnswer } from './delivery-bodies.js';
import { DeliveryRows } from './delivery-rows.js';
import { RecordedChanges } from './recorded-changes.js';

/** How channels reach customers, and agents their runtimes. */
@ApiTags('Channels')
@Controller('v1')
export class ConnectorsController {
  constructor(
    private readonly rows: DeliveryRows,
    private readonly known: KnownSettings,
    private readonly changes: RecordedChanges,
  ) {}

  @RowsRoute('workspace/connectors', {
    permit: 'workspace.configure',
    summary: 'How each channel reaches its customers',
    answer: Connectors,
  })
  async list(@Query() _query: Nothing, @By() caller: Caller): Promise<Connectors> {
    const connectors = await this.rows.within(caller, (rows) => listConnectors(rows, caller.workspaceId));
    return { connectors: connectors.map(({ channel, kind, url }) => ({ channel, kind, url })) };
  }

  @CommandRoute('PUT', 'workspace/connectors/:channel', {
    permit: 'workspace.configure',
    summary: 'Connect a channel',
    about:
      'A `webhook` is posted what customers are to see, signed as Standard Webhooks says, and posts what they write to `/inbound/{workspace}/{channel}`, signed with the same secret. A `web` chat is at `/chat/{workspace}/{channel}`; a `staging` chat is the same for staging channels.',
    answer: ConnectorAnswer,
    refusals: { 404: ['no_such_channel'] },
  })
  async put(
    @Channel() channel: string,
    @Body() { kind, url, contactForm, language, texts }: ConnectorBody,
    @By() caller: Caller,
  ): Promise<ConnectorAnswer> {
    if (kind === 'webhook' && url === undefined)
      throw new HttpProblem(422, 'invalid_body', 'A webhook needs an address.', {
        fields: [{ field: 'url', problem: 'is needed for a webhook' }],
      });
    const settings = {
      ...(contactForm === undefined ? {} : { contactForm }),
      ...(language === undefined ? {} : { language }),
      ...(texts === undefined ? {} : { texts }),
    };
    const connector = { workspaceId: caller.workspaceId, channel, kind, url: url ?? null, settings };
    const secret = this.rows.secretFor(`connector of ${channel}`, caller.issue);
    await this.changes.connector(caller, connector, 'set');
    const isNew = await this.rows.within(caller, (rows) => putConnector(rows, this.rows.box, connector, secret));
    return { channel, kind, url: connector.url, ...(isNew ? { secret } : {}) };
  }

  @CommandRoute('POST', 'workspace/connectors/:channel/secret', {
    permit: 'workspace.configure',
    summary: "Change a connector's secret",
    answer: SecretAnswer,
    refusals: { 404: ['no_such_channel'] },
  })
  async rotate(@Channel() channel: string, @Body() _body: Nothing, @By() caller: Caller): Promise<SecretAnswer> {
    const of = { workspaceId: caller.workspaceId, channel };
    const secret = this.rows.secretFor(`changed secret of connector ${channel}`, caller.issue);
    const { box } = this.rows;
    await this.changes.connector(caller, await this.connectorOf(caller, channel), 'secret_changed');
    if (!(await this.rows.within(caller, (rows) => rotateConnectorSecret(rows, box, of, secret)))) throw noConnector();
    return { secret };
  }

  @CommandRoute('DELETE', 'workspace/connectors/:channel', {
    permit: 'workspace.configure',
    summary: 'Disconnect a channel',
    about: 'Its conversations stay; nothing is sent to its customers any more.',
    answer: Done,
    refusals: { 404: ['no_such_channel'] },
  })
  async remove(@Channel() channel: string, @Body() _body: Nothing, @By() caller: Caller): Promise<Done> {
    const of = { workspaceId: caller.workspaceId, channel };
    await this.changes.connector(caller, await this.connectorOf(caller, channel), 'removed');
    if (!(await this.rows.within(caller, (rows) => removeConnector(rows, of)))) throw noConnector();
    return { done: true };
  }

  @ViewRoute('agents/:id/runtime-secret', {
    permit: 'agent.configure',
    summary: "The secret that calls of an agent's runtime are signed with",
    answer: SecretAnswer,
    refusals: { 404: ['agent_not_found'] },
  })
  async runtimeSecret(@AgentId() id: string, @Query() query: Reading, @By() caller: Caller): Promise<SecretAnswer> {
    const { agentId } = await this.known.agent(id, caller, query);
    return { secret: secretOf(this.rows.box.derive(`runtime-of-agent:${caller.workspaceId}:${agentId}`)) };
  }

  private async connectorOf(caller: Caller, channel: string): Promise<Connector> {
    const all = await this.rows.within(caller, (rows) => listConnectors(rows, caller.workspaceId));
    const found = all.find((one) => one.channel === channel);
    if (found === undefined) throw noConnector();
    return found;
  }
}

function noConnector(): HttpProblem {
  return new HttpProblem(404, 'no_such_channel', 'The channel has no connector.');
}
