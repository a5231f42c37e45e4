import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { message, rate } from './load.js';

/** Appends through the client: so many in flight on one client, or one in flight on each of so many. */
export function clientAppends(connectionString: string) {
  const clients = Array.from({ length: 32 }, () => EventStoreDBClient.connectionString(connectionString));
  const append = (client: EventStoreDBClient, n: number) => {
    const { stream, type, data } = message(n);
    return client.appendToStream(stream, jsonEvent({ type, data }));
  };
  return {
    inFlight: (count: number, milliseconds: number) => rate(count, milliseconds, (n) => append(clients[0]!, n)),
    clients: async (count: number, milliseconds: number) => {
      const rates = clients.slice(0, count).map((client) => rate(1, milliseconds, (n) => append(client, n)));
      return (await Promise.all(rates)).reduce((sum, one) => sum + one, 0);
    },
    close: () => Promise.all(clients.map((client) => client.dispose())),
  };
}
