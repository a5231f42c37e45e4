import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { runProgram } from './program.js';

const missing =
  'Kafka’s jars come from Maven Central through Maven, and mvn was not found: install it (Debian: maven), or set KAFKA_BROKERS to a broker that runs.';

/**
 * A folder with the broker's jars, filled on the first call. Its name follows from the pom, so that another version gets another
 * folder; it appears whole or not at all, however many processes ask at once.
 *
 * @throws KafkaError when Maven is missing or cannot download
 */
export async function kafkaJars(onDownload: () => void = () => undefined): Promise<string> {
  const pom = path.join(kafkaFiles(), 'pom.xml');
  const name = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12);
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'handoff');
  const jars = path.join(cache, `kafka-${name}`);
  if (existsSync(jars)) return jars;
  onDownload();
  await mkdir(cache, { recursive: true });
  const filling = await mkdtemp(`${jars}-`);
  try {
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${filling}`];
    await runProgram('mvn', ['--batch-mode', '--quiet', '--file', pom, ...goal], { missing });
    await rename(filling, jars).catch((error: NodeJS.ErrnoException) => {
      // Another process was faster; its jars are the same.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(filling, { recursive: true, force: true });
  }
  return jars;
}

/** Where pom.xml and log4j2.properties stand: in the sources, also for the compiled program under dist. */
export function kafkaFiles(): string {
  const here = import.meta.dirname;
  const inDist = here.lastIndexOf(`${path.sep}dist${path.sep}tools${path.sep}`);
  return inDist < 0 ? here : path.join(here.slice(0, inDist), 'tools', 'kafka');
}
