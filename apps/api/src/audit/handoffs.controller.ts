import { Controller, Header, Query } from '@nestjs/common';
import { ApiProduces, ApiTags, IntersectionType } from '@nestjs/swagger';
import { findHandoff, handoffPage, ledgerReceipt } from '#read-models';
import { By, Caller } from '../http/caller.js';
import { HandoffId, handoffNotFound } from '../http/path-ids.js';
import { pageOf, rowSchema } from '../http/row-schema.js';
import { ViewRoute } from '../http/route.js';
import { notCheckpointed } from '../ledger/place.js';
import { proofSchema } from '../ledger/ledger-answers.js';
import { Paging, Reading, Views, notSigned } from '../http/views.js';
import { HandoffFilter } from './handoff-filter.js';

export class HandoffsQuery extends IntersectionType(Paging, HandoffFilter) {}

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
