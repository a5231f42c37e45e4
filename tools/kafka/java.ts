import path from 'node:path';
import { KafkaError } from './kafka-error.js';
import { runProgram } from './program.js';

/** Kafka 4 brokers need Java 17 (Apache Kafka 4.0 release notes, KIP-1013). */
const oldest = 17;

/**
 * The machine's `java`, from JAVA_HOME or the path.
 *
 * @throws KafkaError when there is none, or an older one
 */
export async function findJava(): Promise<string> {
  const home = process.env.JAVA_HOME;
  const java = home ? path.join(home, 'bin', 'java') : 'java';
  const missing = `Kafka needs Java ${oldest} or newer and ${java} was not found: install one (Debian: openjdk-17-jre-headless).`;
  const said = await runProgram(java, ['-version'], { missing });
  const version = Number(/version "(\d+)/.exec(said)?.[1]);
  if (!(version >= oldest))
    throw new KafkaError(`Kafka needs Java ${oldest} or newer; ${java} is ${said.split('\n')[0]}.`);
  return java;
}
