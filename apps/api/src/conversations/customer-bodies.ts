import { Details } from '../contacts/contact-bodies.js';
import { Choice, Id, Part, Text, Key } from '../http/fields.js';
import { Message } from './message-bodies.js';

/** The customer pressed a button under an offer. A written answer is a message like any other. */
export class OfferAnswer {
  @Id({ about: 'From the offer.' })
  readonly offerId!: string;

  @Choice({ of: ['yes', 'no'] })
  readonly answer!: 'yes' | 'no';
}

export class ContactForm {
  @Id({
    optional: true,
    nullable: true,
    about: 'Of the form that was asked for; left out where the customer came by another way.',
  })
  readonly formId?: string | null;

  @Part(() => Details)
  readonly details!: Details;
}

/** A message of our side that the channel shows and that did not come from us. */
export class OutsideReply extends Message {
  @Text({ max: 200, about: "The channel's id of the message.", example: 'wamid.42' })
  readonly channelMessageId!: string;

  @Text({
    max: 200,
    optional: true,
    about: 'The id its sender gave it, where the channel tells: our own echoes are known by it.',
  })
  readonly clientMessageId?: string;

  @Key({ optional: true, nullable: true, about: 'Who wrote it, where the channel knows.' })
  readonly memberId?: string | null;
}

/** What became of a message that we sent. */
export class Delivery {
  @Id({ about: 'Our id of the message.' })
  readonly messageId!: string;

  @Choice({ of: ['sent', 'delivered', 'failed'] })
  readonly status!: 'sent' | 'delivered' | 'failed';

  @Text({ max: 200, optional: true, about: 'The id the channel gave it.', example: 'wamid.43' })
  readonly channelMessageId?: string;

  @Key({ optional: true, about: "The channel's code of a failure.", example: 'E470' })
  readonly code?: string;
}
