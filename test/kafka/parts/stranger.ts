import { Ajv, type ValidateFunction } from 'ajv';
import { Kafka, logLevel, type KafkaMessage } from 'kafkajs';

/*
 * A program of somebody who has our AsyncAPI document and nothing else: it imports nothing of this product. What it relies on, the
 * document says: topics, headers, schemas, the meaning of events, how to drop what came before.
 */

interface Message {
  readonly payload: { readonly $ref: string };
}

export interface Document {
  readonly channels: Readonly<
    Record<string, { readonly address: string; readonly messages: Readonly<Record<string, unknown>> }>
  >;
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>;
    readonly schemas: Readonly<Record<string, unknown>>;
  };
}

interface Waiting {
  readonly conversationId: string;
  readonly queuedAt: string;
  readonly priority: number;
  readonly teamId: string | null;
}

interface Party {
  readonly kind: string;
  readonly id: string | null;
}

/** The queue of one workspace, kept from the events alone. */
export class StrangersQueue {
  private readonly seen = new Map<string, bigint>();
  /** The last time each conversation was in the queue; it may come back with its place. */
  private readonly places = new Map<string, Waiting>();
  private readonly waiting = new Set<string>();
  private readonly checks = new Map<string, ValidateFunction>();
  private readonly consumer;
  private readonly topic: string;
  /** Messages that did not fit the document, by their problem. */
  readonly misfits: string[] = [];

  constructor(
    document: Document,
    brokers: readonly string[],
    private readonly workspaceId: string,
    groupId: string,
  ) {
    const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
    this.consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200, retry: { retries: 20 } });
    const channel = Object.values(document.channels).find(({ messages }) => 'HandoffRequested' in messages)!;
    this.topic = channel.address;
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'document', ...(document as object) });
    for (const type of Object.keys(channel.messages)) {
      const { payload } = document.components.messages[type]!;
      this.checks.set(type, ajv.compile({ $ref: `document${payload.$ref}` }));
    }
  }

  async start(): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [this.topic], fromBeginning: true });
    await this.consumer.run({ eachMessage: ({ message }) => Promise.resolve(this.take(message)) });
  }

  stop(): Promise<void> {
    return this.consumer.disconnect();
  }

  /** Higher priority first, then the older. */
  list(): readonly Waiting[] {
    return [...this.waiting]
      .map((id) => this.places.get(id)!)
      .sort((a, b) => b.priority - a.priority || (a.queuedAt < b.queuedAt ? -1 : 1));
  }

  private take(message: KafkaMessage): void {
    const header = (name: string) => String(message.headers?.[name] ?? '');
    const [type, id, revision] = [header('ce_type'), header('ce_subject'), BigInt(header('revision'))];
    const data = JSON.parse(String(message.value)) as Record<string, unknown>;
    this.check(type, data);
    if (revision <= (this.seen.get(id) ?? -1n)) return;
    this.seen.set(id, revision);
    if (header('workspace') === this.workspaceId) this.apply(type, id, data);
  }

  private check(type: string, data: unknown): void {
    const check = this.checks.get(type);
    if (check === undefined) this.misfits.push(`${type} is not in the document`);
    else if (!check(data))
      this.misfits.push(`${type}${check.errors?.[0]?.instancePath}: ${check.errors?.[0]?.message}`);
  }

  private apply(type: string, id: string, data: Record<string, unknown>): void {
    switch (type) {
      case 'HandoffRequested': {
        const { queuedAt, priority, teamId } = data as unknown as Waiting;
        this.places.set(id, { conversationId: id, queuedAt, priority, teamId });
        this.waiting.add(id);
        break;
      }
      case 'Transferred':
      case 'Released': {
        const to = data['to'] as Party;
        if (to.kind !== 'queue') this.waiting.delete(id);
        else {
          if (type === 'Transferred') this.move(id, to.id);
          this.waiting.add(id);
        }
        break;
      }
      case 'FallbackTeamSet':
        this.move(id, data['teamId'] as string);
        break;
      case 'Claimed':
      case 'Assigned':
      case 'Assumed':
      case 'ReturnedToAI':
      case 'ConversationClosed':
        this.waiting.delete(id);
        break;
    }
  }

  private move(id: string, teamId: string | null): void {
    this.places.set(id, { ...this.places.get(id)!, teamId });
  }
}
