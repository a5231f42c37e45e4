import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ownProcess } from '#edge';
import {
  HttpCommandDispatcher,
  KafkaPublisher,
  httpCommands,
  kafkaClient,
  serveCommands,
  sparingly,
  topicsThere,
  type KafkaSettings,
} from '#messaging';
import { openApi } from '../http/openapi.js';
import { Identities } from '../access/identities.js';

export interface KafkaCommandsParts {
  readonly kafka: Omit<KafkaSettings, 'clientId'>;
  /** Of topics that do not exist yet. */
  readonly topics: { readonly partitions: number; readonly replication: number };
  /** The largest body, as over HTTP. */
  readonly maxBytes: number;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
}

/**
 * Takes commands from Kafka into the HTTP API of this process, straight into its server, so that they are the very same commands. HTTP
 * never waits for Kafka: a broker that is away is waited for here.
 */
export class KafkaCommands {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private readonly fault: (what: string, error: unknown) => void;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly parts: KafkaCommandsParts,
  ) {
    this.fault = sparingly((line) => parts.warn(line));
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends after the commands in hand. Whoever closes the application stops this first. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { maxBytes, log } = this.parts;
    const identities = this.app.get(Identities);
    const { signal } = this.stopping;
    const kafka = kafkaClient({ ...this.parts.kafka, clientId: 'handoff-api' });
    if (!(await topicsThere(kafka, this.parts.topics, { signal, onFault: this.fault }))) return;
    const publisher = new KafkaPublisher(kafka);
    await serveCommands({
      kafka,
      publisher,
      signal,
      maxBytes,
      verifyToken: (token) => identities.identityOf(token),
      now: () => new Date(),
      dispatcher: this.dispatcher(),
      onFault: this.fault,
      onRunning: (running) => {
        if (running) log(`takes commands from ${this.parts.kafka.brokers.join(', ')}`);
      },
    });
    await publisher.close();
  }

  private dispatcher(): HttpCommandDispatcher {
    return new HttpCommandDispatcher(httpCommands(openApi(this.app)), async ({ method, path, headers, body }) => {
      const answer = await this.app.inject({
        method: method as 'POST' | 'PUT' | 'DELETE',
        url: path,
        headers: { ...headers },
        payload: body,
        // Kafka waits by itself: a pace meant for clients would only turn commands into refusals.
        remoteAddress: ownProcess,
      });
      return { status: answer.statusCode, body: answer.json<unknown>() };
    });
  }
}
