import { Controller, Header, Query } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { triggers, type Trigger } from '#domain';
import { findHandoff, handoffPage, ledgerReceipt } from '#read-models';
import { By, Caller } from '../http/caller.js';
import { Choice, Id, Key, Name, When } from '../http/fields.js';
import { HandoffId, handoffNotFound } from '../http/path-ids.js';
import { pageOf, rowSchema } from '../http/row-schema.js';
import { ViewRoute } from '../http/route.js';
import { notCheckpointed } from '../ledger/place.js';
import { proofSchema } from '../ledger/ledger-answers.js';
import { Paging, Reading, Views, notSigned } from '../http/views.js';

const directions = ['to_people', 'to_ai', 'agent_to_agent'] as const;
const deciders = ['agent_rule', 'customer', 'member', 'system'] as const;

export class HandoffsQuery extends Paging {
  @Id({ optional: true })
  readonly conversationId?: string;

  @Id({ optional: true, about: 'An agent that gave or received.' })
  readonly agentId?: string;

  @Key({ optional: true, about: 'A member who gave, received first, or decided.' })
  readonly memberId?: string;

  @Name({ optional: true, example: 'customer_request' })
  readonly reasonCode?: string;

  @Choice({ of: triggers, optional: true, about: 'What fired.' })
  readonly trigger?: Trigger;

  @Choice({ of: deciders, optional: true })
  readonly decidedBy?: (typeof deciders)[number];

  @Choice({ of: directions, optional: true })
  readonly direction?: (typeof directions)[number];

  @When({ optional: true, about: 'At this time or later.' })
  readonly from?: string;

  @When({ optional: true, about: 'Before this time.' })
  readonly until?: string;
}

/** Every move of every conversation: from whom to whom, who decided, why, with what context. */
@ApiTags('Handoffs and audit')
@Controller('v1/handoffs')
export class HandoffsController {
  constructor(private readonly views: Views) {}

  @ViewRoute('', {
    permit: 'audit.read',
    evidence: 'handoffs',
    summary: 'Handoffs of all conversations, newest first',
    answer: pageOf(rowSchema('handoffs', { proof: proofSchema })),
  })
  list(@Query() query: HandoffsQuery, @By() caller: Caller) {
    const { after: _, ...filter } = query;
    return this.views.read(caller, query, (reader) => handoffPage(reader, filter));
  }

  @ViewRoute(':id', {
    permit: 'audit.read',
    evidence: 'handoff',
    summary: 'One handoff with its full record',
    answer: rowSchema('handoffs', { proof: proofSchema }),
    refusals: { 404: ['handoff_not_found'] },
  })
  async one(@HandoffId() id: string, @Query() query: Reading, @By() caller: Caller) {
    const found = await this.views.read(caller, query, (reader) => findHandoff(reader, id));
    if (found === undefined) throw handoffNotFound();
    return found;
  }

  @ViewRoute(':id/proof', {
    permit: 'audit.read',
    evidence: 'handoff_proof',
    summary: 'A receipt for one handoff',
    about: 'A file in the format C2SP tlog-proof, to be kept and checked offline; its extra data is the entry itself.',
    answer: { type: 'string' },
    refusals: { 404: ['handoff_not_found', 'not_checkpointed'] },
  })
  @ApiProduces('text/plain')
  @Header('content-type', 'text/plain; charset=utf-8')
  async proof(@HandoffId() id: string, @Query() query: Reading, @By() caller: Caller): Promise<string> {
    const receipt = await this.views.readSigned(caller, query, async (reader) => {
      const found = await findHandoff(reader, id);
      if (found === undefined) throw handoffNotFound();
      const { index } = found.proof;
      return (index === null ? undefined : await ledgerReceipt(reader, BigInt(index))) ?? notSigned;
    });
    if (receipt === undefined) throw notCheckpointed();
    return receipt;
  }
}
