import { afterAll, beforeAll, describe } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { appending } from './appending.contract.js';
import { batchAppending } from './batch-appending.contract.js';
import { deleting } from './deleting.contract.js';
import { discovering } from './discovering.contract.js';
import { filtering } from './filtering.contract.js';
import { idempotency } from './idempotency.contract.js';
import { linking } from './linking.contract.js';
import { metadata } from './metadata.contract.js';
import { reading } from './reading.contract.js';
import { readingAll } from './reading-all.contract.js';
import { subscribing } from './subscribing.contract.js';
import type { TestClient } from './test-client.js';

/** A server to test: where it is, and how to be done with it. */
export interface ServerAtHand {
  readonly connectionString: string;
  readonly stop: () => Promise<void>;
}

/**
 * What the client of EventStoreDB may rely on, in sentences. They hold on this node with either storage, and on a real
 * server: they say nothing about what only one of them does.
 */
export function eventStoreContract(name: string, start: () => Promise<ServerAtHand>): void {
  describe(name, () => {
    let server: ServerAtHand | undefined;
    let client: EventStoreDBClient | undefined;

    beforeAll(async () => {
      server = await start();
      client = EventStoreDBClient.connectionString(server.connectionString);
    });

    afterAll(async () => {
      await client?.dispose();
      await server?.stop();
    });

    const atHand = (): TestClient => {
      if (!client || !server) throw new Error('The server has not started.');
      return { client, connectionString: server.connectionString };
    };

    describe('appending', () => appending(atHand));
    describe('recognising an append that was made before', () => idempotency(atHand));
    describe('batch append on the wire', () => batchAppending(atHand));
    describe('reading a stream', () => reading(atHand));
    describe('reading $all', () => readingAll(atHand));
    describe('links', () => linking(atHand));
    describe('deleting and tombstoning', () => deleting(atHand));
    describe('stream metadata', () => metadata(atHand));
    describe('catch-up subscriptions', () => subscribing(atHand));
    describe('filters', () => filtering(atHand));
    describe('finding the server', () => discovering(atHand));
  });
}
