import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { forgetBroker, rememberBroker, stopAbandonedBroker } from './abandoned.js';
import { brokerSettings } from './broker-settings.js';
import { kafkaFiles, kafkaJars } from './jars.js';
import { findJava } from './java.js';
import { KafkaError } from './kafka-error.js';
import { runProgram } from './program.js';

export interface RunningKafka {
  /** `host:port`, as a client wants it. */
  readonly brokers: readonly string[];
  readonly pid: number;
  /** Resolves with the reason when the broker ends without being asked to. */
  readonly died: Promise<string>;
  /** An orderly stop; the data stays. Called twice it is the same stop. */
  stop(): Promise<void>;
  /** The hard way, as a crash would: SIGKILL. */
  kill(): Promise<void>;
}

/** From spawn to listening takes about three seconds; recovery after a crash takes longer. */
const readyWithinMs = 90_000;

/**
 * Starts one Apache Kafka broker on a folder, which is made and formatted if it is new. Started again on the same folder and port it
 * has everything that was acknowledged before.
 *
 * @param options.port free one when left out
 * @throws KafkaError when Java or Maven is missing, the port is taken, or the broker ends instead of listening
 */
export async function startKafka(options: {
  readonly dataDir: string;
  readonly port?: number;
  /** The text of server.properties; `log.dirs` must be `{dataDir}/log`. */
  readonly settings?: typeof brokerSettings;
  /** Users whose passwords the broker itself keeps (SCRAM), on a new folder. */
  readonly scramUsers?: Readonly<Record<string, string>>;
  readonly onNote?: (line: string) => void;
}): Promise<RunningKafka> {
  const note = options.onNote ?? (() => undefined);
  const dataDir = path.resolve(options.dataDir);
  const java = await findJava();
  const jars = await kafkaJars(() => note('Downloading Apache Kafka from Maven Central (once) …'));
  await mkdir(dataDir, { recursive: true });
  await stopAbandonedBroker(dataDir);
  const port = await freePort(options.port ?? 0);
  const properties = path.join(dataDir, 'server.properties');
  const settings = options.settings ?? brokerSettings;
  await writeFile(properties, settings({ dataDir, port, controllerPort: await freePort(0) }));
  const javaArgs = [
    ...['-Xms64m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
    `-Dlog4j2.configurationFile=${path.join(kafkaFiles(), 'log4j2.properties')}`,
    ...['-cp', path.join(jars, '*')],
  ];
  if (!existsSync(path.join(dataDir, 'log', 'meta.properties'))) {
    const format = [
      'kafka.tools.StorageTool',
      'format',
      '--cluster-id',
      'handoffHandoffHandoff0',
      '--config',
      properties,
      ...Object.entries(options.scramUsers ?? {}).flatMap(([name, password]) => [
        '--add-scram',
        `SCRAM-SHA-512=[name=${name},password=${password}]`,
      ]),
    ];
    await runProgram(java, [...javaArgs, ...format, '--ignore-formatted'], { missing: java });
  }
  // A process group of its own: a Ctrl-C in the terminal must reach the application first, and the broker last.
  const child = spawn(java, [...javaArgs, 'kafka.Kafka', properties], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await rememberBroker(dataDir, child.pid!);
  return new BrokerProcess(child, dataDir, port).ready(note);
}

class BrokerProcess implements RunningKafka {
  readonly brokers: readonly string[];
  readonly died: Promise<string>;
  private readonly lines: string[] = [];
  private readonly ended: Promise<void>;
  private exit: string | undefined;
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly child: ChildProcess,
    private readonly dataDir: string,
    private readonly port: number,
  ) {
    this.brokers = [`127.0.0.1:${port}`];
    this.ended = new Promise((resolve) => {
      child.on('exit', (code, signal) => {
        this.exit = `${code ?? signal}${this.lines.length > 0 ? `: ${this.lines.slice(-3).join(' ')}` : ''}`;
        resolve();
      });
    });
    this.died = new Promise((resolve) => {
      void this.ended.then(() => {
        if (this.stopping === undefined) resolve(`Kafka ended with ${this.exit}`);
      });
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  async ready(note: (line: string) => void): Promise<this> {
    for (const stream of [this.child.stdout!, this.child.stderr!])
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        if (this.lines.length > 50) this.lines.shift();
        note(line);
      });
    for (const until = Date.now() + readyWithinMs; Date.now() < until; await pause(50)) {
      if (this.exit !== undefined)
        throw new KafkaError(`Kafka did not start on ${this.dataDir}: it ended with ${this.exit}`);
      if (await answers(this.port)) return this;
    }
    await this.kill();
    throw new KafkaError(`Kafka did not listen on port ${this.port} within ${readyWithinMs / 1000} s.`);
  }

  stop(): Promise<void> {
    this.stopping ??= this.end('SIGTERM');
    return this.stopping;
  }

  kill(): Promise<void> {
    this.stopping ??= this.end('SIGKILL');
    return this.stopping;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.exit === undefined) {
      this.child.kill(signal);
      const hard = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
      await this.ended;
      clearTimeout(hard);
    }
    await forgetBroker(this.dataDir);
  }
}

/** Whether somebody listens; the socket opens when the broker has registered and takes requests. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new KafkaError(`The port ${wanted} for Kafka is taken: choose another one.`)
          : error,
      ),
    );
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
