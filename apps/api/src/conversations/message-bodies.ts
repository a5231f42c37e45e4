import { limits, type Attachment as DomainAttachment, type ContextPackage, type Reason } from '#domain';
import { Key, LongText, Name, Part, Parts, Text, Texts, TextMap, WebAddress, Whole } from '../http/fields.js';

/** A file that goes with a message; the channel keeps its bytes. */
export class Attachment implements DomainAttachment {
  @Key({ example: 'att-1' })
  readonly id!: string;

  @Text({ max: 255, example: 'invoice.pdf' })
  readonly name!: string;

  @Text({ max: 127, example: 'application/pdf' })
  readonly mediaType!: string;

  @Whole({ min: 0, max: 10_737_418_240, example: 48_213 })
  readonly bytes!: number;

  @WebAddress()
  readonly url!: string;
}

/** What is said: a text, files, or both. */
export class Message {
  @LongText({ example: 'Where is my invoice for October?' })
  readonly text!: string;

  @Parts(() => Attachment, { max: limits.attachments * 10, optional: true, about: `At most ${limits.attachments}.` })
  readonly attachments?: Attachment[];
}

/** What the receiver of a conversation is given: a copy made now. The transcript so far is always added. */
export class Context implements ContextPackage {
  @LongText({ optional: true, example: 'Ordered twice by mistake; wants one order cancelled.' })
  readonly summary?: string;

  @TextMap({ optional: true, example: { orderId: '4711' }, about: 'Texts by name.' })
  readonly variables?: Readonly<Record<string, string>>;

  @LongText({ optional: true, about: 'For colleagues only.', example: 'Long-standing customer.' })
  readonly note?: string;

  @Texts({ max: 100, optional: true, about: 'Ids of attachments.', example: ['att-1'] })
  readonly attachments?: string[];
}

/** Why a conversation moves. */
export class Why implements Reason {
  @Name({
    optional: true,
    about: "One of the workspace's reason codes; `unspecified` when left out.",
    example: 'complaint',
  })
  readonly reasonCode?: string;

  @LongText({ optional: true, example: 'The customer disputes the second charge.' })
  readonly reasonText?: string;

  @Part(() => Context, { optional: true })
  readonly context?: Context;
}
