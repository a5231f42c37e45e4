import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../http/fields.js';

export class LedgerKey {
  @ApiProperty({ example: 'handoff.example/ledger/5d1c…+9f2c0a11+AbC…', description: 'As a policy takes it.' })
  readonly key!: string;

  @ApiProperty({ example: '0', description: 'Size of the first tree that it signed.' })
  readonly sinceSize!: string;
}

export class LedgerKeysAnswer {
  @ApiProperty({ example: 'handoff.example/ledger/5d1c…' })
  readonly origin!: string;

  @ApiProperty({ type: [LedgerKey], description: 'Keys that signed the log, the newest last.' })
  readonly keys!: readonly LedgerKey[];

  @ApiProperty({ nullable: true, type: String, description: 'The key that signs exports.' })
  readonly exports!: string | null;
}

export class LedgerEntryAnswer {
  @ApiProperty({ example: '17' })
  readonly index!: string;

  @ApiProperty({ description: 'What was hashed; canonical JSON (RFC 8785) of it gives the bytes.' })
  readonly leaf!: unknown;

  @ApiProperty({ description: 'SHA-256(0x00 ‖ leaf), in base64.' })
  readonly hash!: string;
}

export class LedgerEntriesAnswer {
  @ApiProperty({ type: [LedgerEntryAnswer] })
  readonly items!: readonly LedgerEntryAnswer[];
}

export class ConsistencyAnswer {
  @ApiProperty({ example: '100' })
  readonly from!: string;

  @ApiProperty({ example: '260' })
  readonly to!: string;

  @ApiProperty({ type: [String], description: 'Hashes in base64 (RFC 6962 section 2.1.2).' })
  readonly proof!: readonly string[];
}

export class Cosignature {
  @Text({ max: 10_000, about: "A checkpoint of this log with the witness's line." })
  readonly note!: string;

  @Text({ max: 500, about: "The witness's public key." })
  readonly key!: string;
}

export class CosignatureAnswer {
  @ApiProperty({ example: '260' })
  readonly size!: string;

  @ApiProperty({ example: 'witness.example/w1+35591155' })
  readonly witness!: string;
}

/** How far an entry is proven, as it stands in each handoff. */
export const proofSchema = {
  type: 'object',
  properties: {
    index: { type: 'string', nullable: true, description: "Place in the workspace's ledger; null until sequenced." },
    checkpoint: { type: 'string', nullable: true, description: 'Size of the newest signed tree that contains it.' },
    witnesses: { type: 'array', items: { type: 'string' }, description: 'Who cosigned a tree that contains it.' },
  },
} as const;
