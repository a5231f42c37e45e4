import { ApiProperty } from '@nestjs/swagger';
import { HandoffFilter } from '../audit/handoff-filter.js';
import { Part, Place } from '../http/fields.js';
import { Receipt } from '../http/receipt.js';

export class ExportRequest {
  @Part(() => HandoffFilter, {
    optional: true,
    about: 'What is shown, as in the list of handoffs. Whatever is left out stands in it as a hash.',
  })
  readonly filter?: HandoffFilter;

  @Place({ optional: true, about: 'As of this signed size; the newest when left out.' })
  readonly size?: string;

  @Place({ optional: true, about: 'Size of a checkpoint you kept: the export proves that it contains that one.' })
  readonly since?: string;
}

export class ExportReceipt extends Receipt {
  @ApiProperty({ format: 'uuid' })
  readonly exportId!: string;

  @ApiProperty({ example: '260' })
  readonly size!: string;
}
