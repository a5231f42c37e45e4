import path from 'node:path';
import { parseArgs } from 'node:util';
import { KafkaError } from './kafka-error.js';
import { startKafka } from './start-kafka.js';

/** `npm run kafka -- [--port N] [--data DIR]`: one broker until Ctrl-C or SIGTERM. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '9092' }, data: { type: 'string' } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new KafkaError(`--port must be between 0 and 65535, not "${values.port}".`);
  const caller = process.env.HANDOFF_CALLER_DIR ?? process.cwd();
  const dataDir = values.data === undefined ? path.resolve('var/kafka') : path.resolve(caller, values.data);
  const kafka = await startKafka({ dataDir, port, onNote: (line) => process.stderr.write(`${line}\n`) });
  console.log(`Kafka listens on ${kafka.brokers.join(',')} · data in ${dataDir}`);
  const asked = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(undefined));
  });
  const reason = await Promise.race([asked, kafka.died]);
  if (reason !== undefined) throw new KafkaError(reason);
  await kafka.stop();
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const usage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    console.error(error instanceof KafkaError || usage ? error.message : error);
    process.exit(usage ? 2 : 1);
  },
);
