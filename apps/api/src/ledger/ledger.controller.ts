import { Body, Controller, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  BadCosignature,
  addCosignature,
  entryBundle,
  findCheckpoint,
  ledgerConsistency,
  ledgerEntries,
  ledgerPublicKeys,
  ledgerReceipt,
  ledgerTile,
  type Reader,
} from '#read-models';
import { By, Caller } from '../http/caller.js';
import { Place, Whole } from '../http/fields.js';
import { HttpProblem } from '../http/problem.js';
import { CommandRoute, ViewRoute } from '../http/route.js';
import { Reading, Views, notSigned } from '../http/views.js';
import {
  ConsistencyAnswer,
  Cosignature,
  CosignatureAnswer,
  LedgerEntriesAnswer,
  LedgerKeysAnswer,
} from './ledger-answers.js';
import { ExportIdentity } from './export-identity.js';
import { indexOf, notCheckpointed, placeOf, sizeOf } from './place.js';
import { tileAt } from './tile-address.js';

class EntriesQuery extends Reading {
  @Place({ optional: true, about: 'Index of the first entry; 0 when left out.' })
  readonly from?: string;

  @Whole({ min: 1, max: 256, optional: true, about: '256 when left out.', example: 256 })
  readonly limit?: number;
}

class ConsistencyQuery extends Reading {
  @Place({ about: 'Size of the older tree; at least 1.' })
  readonly from!: string;

  @Place({ about: 'Size of the newer tree.' })
  readonly to!: string;
}

class CheckpointQuery extends Reading {
  @Place({ optional: true, about: 'The newest one of this size.' })
  readonly size?: string;
}

const text = { type: 'string' } as const;

/** The workspace's ledger, as C2SP publishes logs: checkpoints, tiles, entries and proofs. */
@ApiTags('Ledger')
@Controller('v1/ledger')
export class LedgerController {
  constructor(
    private readonly views: Views,
    private readonly identity: ExportIdentity,
  ) {}

  @ViewRoute('checkpoint', {
    permit: 'audit.read',
    summary: 'The newest signed checkpoint, with its cosignatures',
    about: 'A signed note (C2SP tlog-checkpoint). Keep it: it makes a later rewrite visible.',
    answer: text,
    refusals: { 404: ['no_checkpoint'], 422: ['size_invalid'] },
  })
  @ApiProduces('text/plain')
  @Header('content-type', 'text/plain; charset=utf-8')
  async checkpoint(@Query() query: CheckpointQuery, @By() caller: Caller): Promise<string> {
    const size = query.size === undefined ? undefined : sizeOf(query.size);
    const found = await this.views.read(caller, query, (reader) => findCheckpoint(reader, size));
    if (found === undefined) throw noCheckpoint(size);
    return found.note;
  }

  @ViewRoute('keys', {
    permit: 'audit.read',
    summary: 'The public keys of the ledger and of exports',
    about: 'For convenience: an auditor takes keys from somewhere that the operator of this server cannot change.',
    answer: LedgerKeysAnswer,
  })
  async keys(@Query() query: Reading, @By() caller: Caller): Promise<LedgerKeysAnswer> {
    const keys = await this.views.read(caller, query, ledgerPublicKeys);
    return { origin: this.identity.originOf(caller.workspaceId), keys, exports: this.identity.exportKey };
  }

  @ViewRoute('entries', {
    permit: 'audit.read',
    evidence: 'ledger_entries',
    summary: 'Entries of the ledger, in order',
    about:
      'From the index after the last entry on there are none yet: an empty list. Further on there is nothing to ask for.',
    answer: LedgerEntriesAnswer,
    refusals: { 404: ['not_checkpointed'] },
  })
  async entries(@Query() query: EntriesQuery, @By() caller: Caller): Promise<LedgerEntriesAnswer> {
    const { from = '0', limit = 256 } = query;
    const first = placeOf(from);
    const items = await this.views.readLedger(caller, query, async (reader) => {
      const found = await ledgerEntries(reader, first, limit);
      const follows = found.length > 0 || first === 0n || (await ledgerEntries(reader, first - 1n, 1)).length > 0;
      return follows ? found : undefined;
    });
    if (items === undefined) throw notCheckpointed();
    return { items };
  }

  @ViewRoute('entries/:index/proof', {
    permit: 'audit.read',
    evidence: 'ledger_proof',
    summary: 'A receipt for one entry',
    about: 'A file in the format C2SP tlog-proof; its extra data is the entry itself.',
    answer: text,
    refusals: { 404: ['not_checkpointed'], 422: ['index_invalid'] },
  })
  @ApiProduces('text/plain')
  @Header('content-type', 'text/plain; charset=utf-8')
  async receipt(@Param('index') index: string, @Query() query: Reading, @By() caller: Caller): Promise<string> {
    const place = indexOf(index);
    const found = await this.views.readSigned(
      caller,
      query,
      async (reader) => (await ledgerReceipt(reader, place)) ?? (await toBeSigned(reader, place)),
    );
    if (found === undefined) throw notCheckpointed();
    return found;
  }

  @ViewRoute('consistency', {
    permit: 'audit.read',
    summary: 'Proof that a newer tree contains an older one',
    answer: ConsistencyAnswer,
    refusals: { 404: ['not_checkpointed'], 422: ['range_reversed'] },
  })
  async consistency(@Query() query: ConsistencyQuery, @By() caller: Caller): Promise<ConsistencyAnswer> {
    const [from, to] = [placeOf(query.from), placeOf(query.to)];
    if (from < 1n || from > to)
      throw new HttpProblem(
        422,
        'range_reversed',
        'A proof leads from a size of at least 1 to one that is not smaller.',
      );
    const proof = await this.views.readSigned(
      caller,
      query,
      async (reader) => (await ledgerConsistency(reader, from, to)) ?? (await toBeSigned(reader, to - 1n)),
    );
    if (proof === undefined) throw notCheckpointed();
    return { from: query.from, to: query.to, proof: proof.map((hash) => hash.toString('base64')) };
  }

  @ViewRoute('tile/*', {
    permit: 'audit.read',
    evidence: 'ledger_tiles',
    summary: 'A tile of the tree, or a bundle of entries',
    about: 'Addressed as in C2SP tlog-tiles: `tile/0/x001/234`, `tile/entries/000.p/17`.',
    answer: { type: 'string', format: 'binary' },
    refusals: { 404: ['no_tile'] },
  })
  @ApiProduces('application/octet-stream')
  async tile(@Param() path: Record<string, string>, @Query() query: Reading, @By() caller: Caller) {
    const address = tileAt(Object.values(path).flat().join('/'));
    const bytes =
      address &&
      (await this.views.read(caller, query, (reader) =>
        address.level === 'entries'
          ? entryBundle(reader, address.index, address.width)
          : ledgerTile(reader, { ...address, level: address.level }),
      ));
    if (bytes === undefined) throw new HttpProblem(404, 'no_tile', 'There is no such tile in the newest signed tree.');
    return new StreamableFile(bytes, { type: 'application/octet-stream', length: bytes.length });
  }

  @CommandRoute('POST', 'cosignatures', {
    permit: 'audit.cosign',
    summary: 'A witness has seen a checkpoint',
    answer: CosignatureAnswer,
    refusals: { 422: ['bad_cosignature'] },
  })
  async cosign(@Body() body: Cosignature, @By() caller: Caller): Promise<CosignatureAnswer> {
    try {
      const { size, witness } = await this.views.read(caller, {}, (reader) => addCosignature(reader, body));
      return { size: String(size), witness };
    } catch (error) {
      if (error instanceof BadCosignature) throw new HttpProblem(422, 'bad_cosignature', `${error.message}.`);
      throw error;
    }
  }
}

/** An entry that is there is signed within seconds; of others nothing is to be waited for. */
async function toBeSigned(reader: Reader, index: bigint): Promise<typeof notSigned | undefined> {
  const [entry] = await ledgerEntries(reader, index, 1);
  return entry?.index === String(index) ? notSigned : undefined;
}

function noCheckpoint(size: bigint | undefined): HttpProblem {
  const why =
    size === undefined
      ? 'No checkpoint has been signed yet; the first one follows in seconds.'
      : 'No checkpoint was signed at this size.';
  return new HttpProblem(404, 'no_checkpoint', why);
}
