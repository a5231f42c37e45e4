import { Anything, Choice, Decimal, Flag, Id, Key, Part, Text, Whole } from '../http/fields.js';
import { Message, Why } from './message-bodies.js';

/** Which messages the agent was given, by our message ids. */
export class Given {
  @Id()
  readonly from!: string;

  @Id()
  readonly to!: string;

  @Whole({ min: 1, max: 1_000_000, example: 3 })
  readonly messages!: number;
}

/** An AI runtime's answer, under the turn and the control epoch that it was given. */
export class AgentReply extends Message {
  @Id({ about: 'From the turn.' })
  readonly turnId!: string;

  @Whole({ min: 0, max: 2_147_483_647, about: 'From the turn: an answer under an old epoch never lands.', example: 1 })
  readonly epoch!: number;

  @Part(() => Given, { optional: true, about: 'The messages it was given when it answered.' })
  readonly given?: Given;
}

/** Something an agent did besides answering. */
export class AgentAction {
  @Id({ about: 'From the turn.' })
  readonly turnId!: string;

  @Whole({ min: 0, max: 2_147_483_647, about: 'From the turn.', example: 1 })
  readonly epoch!: number;

  @Key({ about: "The runtime's id of the action: told twice, it is recorded once.", example: 'lookup-4711' })
  readonly actionId!: string;

  @Text({ max: 200, example: 'look_up_order' })
  readonly name!: string;

  @Anything({ optional: true, about: 'Any JSON.', example: { orderId: '4711' } })
  readonly arguments?: unknown;

  @Anything({ optional: true, about: 'Any JSON.', example: { status: 'shipped' } })
  readonly result?: unknown;
}

/** How a turn went. */
export class Assessment {
  @Id({ about: 'From the turn.' })
  readonly turnId!: string;

  @Whole({ min: 0, max: 2_147_483_647, about: 'From the turn.', example: 1 })
  readonly epoch!: number;

  @Decimal({
    min: -1,
    max: 1,
    optional: true,
    about:
      "Of the customer's message: -1 worst, 1 best. Left out, it is read from the words where the agent has a trigger.",
    example: -0.4,
  })
  readonly sentiment?: number;

  @Flag({ optional: true, about: 'Whether you answered the question.' })
  readonly answered?: boolean;
}

/** The agent asks whether the customer wants a person. */
export class Offer extends Why {
  @Whole({ min: 0, max: 2_147_483_647, about: 'From the turn.', example: 1 })
  readonly epoch!: number;
}

/** From the agent in control to another one. */
export class ToAgent extends Why {
  @Id({ about: 'Who shall have it.' })
  readonly toAgentId!: string;

  @Choice({ of: ['immediate', 'on_next_message'], optional: true, about: 'At once when left out.' })
  readonly resume?: 'immediate' | 'on_next_message';

  @Whole({ min: 0, max: 2_147_483_647, optional: true, about: 'From the turn; runtimes must name it.', example: 1 })
  readonly epoch?: number;
}
