// Appends the events of the benchmark with Emmett's PostgreSQL store: URL, how many in flight, how many milliseconds.
// Prints appends per second.
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

const [url, inFlight, milliseconds] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 32 });
const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
await store.schema.migrate();

const append = (n) =>
  store.appendToStream(`conversation-${n % 1_000}`, [{ type: 'message-received', data: { text: 'x'.repeat(150), n } }]);

async function rate(duration) {
  const started = performance.now();
  let n = 0;
  const worker = async () => {
    while (performance.now() < started + duration) await append(n++);
  };
  await Promise.all(Array.from({ length: Number(inFlight) }, worker));
  return n / ((performance.now() - started) / 1_000);
}

await rate(1_000); // A process of its own has to warm up, too.
process.stdout.write(String(await rate(Number(milliseconds))));
await store.close();
await pool.end();
