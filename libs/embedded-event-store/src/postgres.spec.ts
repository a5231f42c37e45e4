import { createTestDatabase } from '../../../test/parts/postgres.js';
import { eventStoreContract } from './contract/event-store.contract.js';
import { startEventStoreNode } from './index.js';

eventStoreContract('an event store on PostgreSQL', async () => {
  const database = await createTestDatabase();
  const node = await startEventStoreNode({
    storage: { kind: 'postgres', url: database.url },
    port: 0,
    log: () => undefined, // It remarks that the test database runs with fsync off.
  });
  return {
    connectionString: node.connectionString,
    stop: async () => {
      await node.stop();
      await database.drop();
    },
  };
});

// The same sentences on a server of the caller's: EVENTSTORE_CONNECTION=esdb://127.0.0.1:2113?tls=false npm test
const connectionString = process.env.EVENTSTORE_CONNECTION;
if (connectionString) {
  eventStoreContract(`the event store at ${connectionString}`, () =>
    Promise.resolve({ connectionString, stop: () => Promise.resolve() }),
  );
}
