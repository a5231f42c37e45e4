import { IsInt, IsUrl, Length, MaxLength, Min } from 'class-validator';

/** An attachment as messengers and AI runtimes name it: where it lies, and what it is. */
export class AttachmentBody {
  @Length(1, 200)
  readonly id!: string;

  @Length(1, 500)
  readonly name!: string;

  @Length(1, 200)
  readonly mediaType!: string;

  @IsInt()
  @Min(0)
  readonly bytes!: number;

  @IsUrl({ protocols: ['https', 'http'], require_protocol: true, require_tld: false })
  @MaxLength(4_000)
  readonly url!: string;
}
