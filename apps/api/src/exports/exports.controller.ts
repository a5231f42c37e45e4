import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Body, Controller, Headers, Logger, Query, Res, StreamableFile } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequestAuditExport } from '#commands';
import type { ExportFilter } from '#domain';
import { newIdsOf } from '#event-store';
import { exportPage, findCheckpoint, findExport, rangeOf } from '#read-models';
import { By, Caller } from '../http/caller.js';
import { ExportId, exportNotFound } from '../http/path-ids.js';
import { HttpProblem } from '../http/problem.js';
import { receiptOf } from '../http/receipt.js';
import { CommandRoute, ViewRoute } from '../http/route.js';
import { pageOf, rowSchema } from '../http/row-schema.js';
import { Paging, Reading, Views, notSigned } from '../http/views.js';
import { notCheckpointed, placeOf, sizeOf } from '../ledger/place.js';
import { ExportReceipt, ExportRequest } from './export-bodies.js';
import { ExportFiles, nameOf, type Ordered } from './export-files.js';
import { MakeExports } from './make-exports.js';
import { partOf } from './range-header.js';

/** The audit trail, taken along: files that prove themselves offline. */
@ApiTags('Handoffs and audit')
@Controller('v1/audit/exports')
export class ExportsController {
  private readonly logger = new Logger('exports');

  constructor(
    private readonly bus: CommandBus,
    private readonly views: Views,
    private readonly files: ExportFiles,
    private readonly making: MakeExports,
  ) {}

  @CommandRoute('POST', '', {
    permit: 'audit.export',
    evidence: 'export',
    summary: 'Export the audit trail',
    about:
      'As of a signed size of the ledger. Entries that the filter leaves out stand in the file as hashes, so that completeness is proven. ' +
      'The first request in a new workspace waits for its first signature. That somebody asked is an event of its own.',
    answer: ExportReceipt,
    refusals: { 404: ['not_checkpointed'], 422: ['size_invalid', 'range_reversed'] },
  })
  async request(@Body() { filter = {}, size, since }: ExportRequest, @By() caller: Caller): Promise<ExportReceipt> {
    if (!this.files.canMake) throw new HttpProblem(503, 'exports_off', 'No key of exports was given to this server.');
    const { member, issue, workspaceId } = caller;
    const exportId = newIdsOf(`exports of ${workspaceId}`, issue.commandId)('export');
    const known = await this.views.read(caller, {}, (reader) => findExport(reader, exportId));
    const wanted = known?.size ?? size;
    const found = await this.views.readSigned(caller, {}, async (reader) =>
      wanted === undefined ? ((await findCheckpoint(reader)) ?? notSigned) : findCheckpoint(reader, sizeOf(wanted)),
    );
    if (found === undefined) throw notCheckpointed();
    if (since !== undefined && (since === '0' || placeOf(since) > found.size))
      throw new HttpProblem(422, 'range_reversed', '`since` is a size of at least 1, and not larger than the export.');
    const order = {
      exportId,
      filter: plain(filter),
      size: String(found.size),
      since: since ?? null,
      checkpoint: known?.checkpoint ?? found.note,
    };
    const { receipt } = await this.bus.execute(new RequestAuditExport(exportId, { member, ...order }, issue));
    const asked = { ...order, requestedByKind: issue.actor.kind, requestedById: issue.actor.id };
    // Made beside the answer; whoever downloads it earlier waits for it.
    this.made(caller, asked).catch((error: unknown) => this.logger.warn(`${exportId}: ${nameOf(error)}`));
    const answer = receiptOf(receipt);
    // So that its file can be asked for at once; where the views are late it is ordered all the same.
    await this.views.come(BigInt(answer.position), caller);
    return { ...answer, exportId, size: order.size };
  }

  @ViewRoute('', {
    permit: 'audit.export',
    summary: 'Exports, newest first',
    answer: pageOf(rowSchema('exports')),
  })
  list(@Query() query: Paging, @By() caller: Caller) {
    const { after: _, ...page } = query;
    return this.views.read(caller, query, (reader) => exportPage(reader, page));
  }

  @ViewRoute(':id', {
    permit: 'audit.export',
    summary: 'One export',
    answer: rowSchema('exports'),
    refusals: { 404: ['export_not_found'] },
  })
  async one(@ExportId() id: string, @Query() query: Reading, @By() caller: Caller) {
    const found = await this.views.read(caller, query, (reader) => findExport(reader, id));
    if (found === undefined) throw exportNotFound();
    return found;
  }

  @ViewRoute(':id/file', {
    permit: 'audit.export',
    evidence: 'export_file',
    summary: 'Download an export',
    about:
      'A plain tar, to be checked with `handoffctl verify` or `handoff-verify.mjs`. A download that broke off goes on with `Range: ' +
      'bytes=N-`. After an erasure the file is made anew, and has another `ETag`: given as `If-Range`, a download goes on only in the same file.',
    answer: { type: 'string', format: 'binary' },
    refusals: { 404: ['export_not_found'], 416: ['range_not_satisfiable'] },
  })
  @ApiProduces('application/octet-stream')
  async file(
    @ExportId() id: string,
    @Query() query: Reading,
    @Headers('range') range: string | undefined,
    @Headers('if-range') ifRange: string | undefined,
    @By() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const file = await this.made(caller, await this.one(id, query, caller));
    const { size } = await stat(file);
    const tag = this.files.tagOf(file);
    const part = partOf(range, { size, tag }, ifRange);
    if (part === null)
      throw new HttpProblem(
        416,
        'range_not_satisfiable',
        `The file has ${size} bytes.`,
        {},
        { 'content-range': `bytes */${size}` },
      );
    void reply.headers({ 'accept-ranges': 'bytes', etag: tag });
    if (part !== undefined) void reply.status(206).header('content-range', `bytes ${part.start}-${part.end}/${size}`);
    return new StreamableFile(createReadStream(file, part ?? {}), {
      type: 'application/octet-stream',
      disposition: `attachment; filename="handoff-export-${id}.tar"`,
      length: part === undefined ? size : part.end - part.start + 1,
    });
  }

  private made({ workspaceId }: Caller, order: Ordered): Promise<string> {
    return this.making.make(workspaceId, order);
  }
}

/**
 * As it stands in the event and in the manifest: only what was said, times in one form.
 * @throws Rejected `range_reversed`: its export would show nothing
 */
function plain(filter: ExportFilter): ExportFilter {
  const [from, until] = rangeOf(filter);
  const said = Object.entries({ ...filter, from, until }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}
