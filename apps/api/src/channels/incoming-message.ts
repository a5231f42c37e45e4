import { limits } from '#domain';
import { Attachment } from '../conversations/message-bodies.js';
import { Flag, Id, LongText, Parts, Text } from '../http/fields.js';

/** Who opens a conversation on a channel. */
export class Opening {
  @Text({
    max: 320,
    optional: true,
    about:
      "The channel's stable id of the person. Without one the customer is not identified, and is not handed to people.",
    example: 'visitor-204',
  })
  readonly externalUserId?: string;

  @Text({
    max: 320,
    optional: true,
    about: "The channel's id of the chat, where it knows no person: keeps the messages of one chat together.",
    example: 'chat-77',
  })
  readonly threadId?: string;

  @Id({ optional: true, about: "An agent other than the channel's default." })
  readonly agentId?: string;

  @Flag({ optional: true, about: "An editor's test chat: runs the applied version and cannot be handed off." })
  readonly test?: boolean;
}

/** A customer's message as a channel brings it. */
export class IncomingMessage extends Opening {
  @Text({
    max: 200,
    about: "The channel's own id of the message: delivered twice, it counts once.",
    example: 'wamid.41',
  })
  readonly channelMessageId!: string;

  @LongText({ example: 'Where is my invoice for October?' })
  readonly text!: string;

  @Parts(() => Attachment, { max: limits.attachments * 10, optional: true, about: `At most ${limits.attachments}.` })
  readonly attachments?: Attachment[];
}
