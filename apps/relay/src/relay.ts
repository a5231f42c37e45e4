import type { Gauge, ProcessHealth } from '#edge';
import type { EventStore, FieldSealer } from '#event-store';
import {
  KafkaPublisher,
  PostgresRelayJournal,
  kafkaClient,
  runRelay,
  sparingly,
  topicsThere,
  type EventTopic,
  type KafkaSettings,
  type RelayState,
} from '#messaging';
import type { Pool } from 'pg';
import { gaugesOf } from './metrics.js';

export interface RelayAppOptions {
  /** Reading with `KeepSealed`. */
  readonly store: EventStore;
  /** Connected as `handoff_projector`. */
  readonly pool: Pool;
  readonly kafka: Omit<KafkaSettings, 'clientId'>;
  /** Of topics that do not exist yet. */
  readonly topics: { readonly partitions: number; readonly replication: number };
  /** Topics whose personal fields are published open, and who opens them. */
  readonly clear?: { readonly topics: readonly EventTopic[]; readonly sealer: FieldSealer };
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** Publishes the log to Kafka, and says how that goes. A broker that is away is waited for. */
export class Relay {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private topicsThere = false;
  private latest: RelayState | undefined;
  private readonly fault: (what: string, error: unknown) => void;

  constructor(private readonly options: RelayAppOptions) {
    this.fault = sparingly((line) => options.warn(line));
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends after the batch in hand, or gives it up: it is published again by the next relay. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** How far the relay is; undefined before it first looked. */
  get state(): RelayState | undefined {
    return this.latest;
  }

  /** A relay that stands by while another one leads is ready. */
  health(): ProcessHealth {
    const reasons = [
      ...(this.topicsThere && this.latest?.kafka !== false ? [] : ['Kafka does not answer.']),
      ...(this.latest === undefined && this.topicsThere ? ['The relay has not begun yet.'] : []),
    ];
    return { status: reasons.length === 0 ? 'ready' : 'not_ready', reasons };
  }

  gauges(): Promise<readonly Gauge[]> {
    return Promise.resolve(gaugesOf(this.latest));
  }

  private async run(): Promise<void> {
    const { store, pool, topics, clear, log } = this.options;
    const { signal } = this.stopping;
    const kafka = kafkaClient({ ...this.options.kafka, clientId: 'handoff-relay' });
    this.topicsThere = await topicsThere(kafka, topics, { signal, onFault: this.fault });
    if (!this.topicsThere) return;
    log(`publishes to ${this.options.kafka.brokers.join(', ')}`);
    const publisher = new KafkaPublisher(kafka);
    await runRelay({
      store,
      publisher,
      journal: new PostgresRelayJournal(pool),
      signal,
      ...(clear === undefined ? {} : { clear }),
      onState: (state) => this.change(state),
      onFault: this.fault,
    });
    await publisher.close();
  }

  private change(state: RelayState): void {
    const before = this.latest;
    this.latest = state;
    if (state.leading !== (before?.leading ?? false)) this.options.log(state.leading ? 'leads' : 'leads no longer');
    if (state.kafka === true && before?.kafka === false) this.options.log('Kafka answers again');
    if (state.parkedStreams > (before?.parkedStreams ?? 0))
      this.options.warn(`${state.parkedStreams} streams are held back at an event this program does not understand`);
  }
}
