import { Kafka, logLevel, type SASLOptions } from 'kafkajs';
import { patchRequestQueue } from './patch-request-queue.js';

/** How to reach the cluster. */
export interface KafkaSettings {
  /** `host:port` of some of its brokers. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** PEM; absent: no TLS. An empty `ca` trusts what the machine trusts. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

patchRequestQueue();

/** A client that gives up soon: whoever uses it decides what to try again, and when. */
export function kafkaClient(settings: KafkaSettings): Kafka {
  const { brokers, clientId, tls, sasl } = settings;
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...(tls === undefined ? {} : { ssl: { ...tls, ...(tls.ca === undefined ? {} : { ca: [tls.ca] }) } }),
    ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 2_000 },
    // What fails is thrown, or ends the consumer, and is told there.
    logLevel: logLevel.NOTHING,
  });
}

/**
 * What kafkajs promises, or a failure when it stays silent: its requests have hung for good (issues #1616, #1720).
 * @throws KafkaSilent
 */
export async function answered<Result>(what: string, limitMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new KafkaSilent(`${what}: no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

export class KafkaSilent extends Error {
  override readonly name = 'KafkaSilent';
}
