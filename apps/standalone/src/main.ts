import { createServer } from 'node:net';
import path from 'node:path';
import { Logger } from '@nestjs/common';
import { ConfigurationError, loadConfiguration, logSettingsOf } from '#configuration';
import { LogLines, oneLine, Shutdown } from '#edge';
import { announcement, type Sample } from './announcement.js';
import { startApplication, type Application } from './application.js';
import { openDataFolder, secretFile, type DataFolder } from './data-folder.js';
import { CannotStart, readOptions, usage, type StandaloneOptions } from './options.js';
import { writeRunningFile } from './running-file.js';
import { openSampleChat } from './sample-chat.js';
import { sampleWorkspace } from './sample-workspace.js';
import { startServers } from './servers.js';

const host = '127.0.0.1';

/** How long the application may take to stop: whatever hangs, there is time left to stop the servers in order. */
const applicationMs = 7_000;

/** Everything on one machine: PostgreSQL, the event store node, and this process with api, projector and timekeeper. */
async function start(options: StandaloneOptions, shutdown: Shutdown): Promise<void> {
  refuseProduction();
  await refuseTakenPort(options.port);
  const folder = await openDataFolder(options.dataDir);
  const keys = {
    masterKey: await secretFile(folder, 'master-key'),
    tokenKey: await secretFile(folder, 'token-key'),
    commandKey: await secretFile(folder, 'command-key'),
    exportKey: await secretFile(folder, 'export-key'),
    // Two with a comma between while keys change.
    ledgerKey: (await secretFile(folder, 'ledger-key')).split(','),
    ledgerStateDir: path.join(folder.root, 'keys', 'ledger'),
    exportDir: path.join(folder.root, 'exports'),
  };
  const configuration = loadConfiguration(process.env, keys, ['masterKey', 'tokenKey', 'commandKey']);
  const log = logSettingsOf('standalone', configuration);
  // What a person at a terminal looks for is printed below; of the rest only what is wrong is told, unless they ask for more.
  Logger.overrideLogger(new LogLines(process.env.HANDOFF_LOG_LEVEL === undefined ? { ...log, level: 'warn' } : log));
  const chatty = ['debug', 'trace'].includes(configuration.logLevel);

  const servers = await startServers(folder, {
    relocate: options.defaultDataDir,
    log: (line) => chatty && say(`postgres: ${line}`),
  });
  await shutdown.add({ name: 'the servers', stop: () => servers.stop(), force: () => servers.kill() });
  void servers.failed.then((sentence) => {
    say(`${sentence} Stopping; the next start goes on where this one ended.`);
    return shutdown.now(1);
  });
  const application = await startApplication({
    ...servers,
    configuration,
    host,
    port: options.port,
    onFault: (what, error) => say(oneLine(`${what}: ${explain(error)}`)),
  });
  await shutdown.add({ name: 'the application', stop: () => application.stop(), withinMs: applicationMs });
  const sample = options.sample ? await openSample(folder, application) : undefined;
  const stop = await writeRunningFile(folder.root, { ...servers, url: application.url }, sample);
  await shutdown.add({ name: 'the note of what runs', stop });
  process.stdout.write(`${announcement(application.url, folder.root, sample)}\n`);
  // A program that started this one, such as the demo, hears where it is; and when that one is gone, so is this.
  process.send?.({ url: application.url, sample });
}

/** The sample workspace, and its chat for customers. */
async function openSample(folder: DataFolder, { url, commands, issuer }: Application): Promise<Sample> {
  const sample = await sampleWorkspace(folder, commands, issuer);
  const { token } = sample.tokens.find(({ role }) => role === 'owner')!;
  return { ...sample, chatUrl: await openSampleChat(url, sample.workspaceId, token) };
}

/** Everything here is for one machine: the issuer of tokens, the sample workspace, the servers without TLS. */
function refuseProduction(): void {
  // As the configuration reads it: what is empty is not said.
  const { NODE_ENV, HANDOFF_MODE } = process.env;
  if ((HANDOFF_MODE || NODE_ENV) === 'production')
    throw new CannotStart(
      'This starts everything on one machine, with an issuer of tokens and a sample workspace of its own, and production allows neither: ' +
        'start the apps as deploy/README.md says, or set HANDOFF_MODE=standalone to try it out.',
    );
}

/** Asked before anything is started, so that a taken port costs nobody a database. */
function refuseTakenPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new CannotStart(
          error.code === 'EADDRINUSE'
            ? `Port ${port} is taken: stop what listens there, or choose another with --port.`
            : `Port ${port} cannot be used: ${error.message}.`,
        ),
      ),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const shutdown = new Shutdown(say).onSignals();
// What nobody expected ends the process, but not before the servers it started: they would outlive it.
process.on('uncaughtException', (error) => {
  say(`It cannot go on: ${error.stack ?? error.message}`);
  void shutdown.now(1);
});
process.on('disconnect', () => void shutdown.now(0));
// Whoever read our lines may be gone: no reason to fall before everything is stopped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
try {
  const options = readOptions(process.argv.slice(2), process.env.HANDOFF_CALLER_DIR ?? process.cwd());
  if (options === undefined) process.stdout.write(`${usage}\n`);
  else await start(options, shutdown);
} catch (error) {
  // Whoever pressed Ctrl-C during the start need not hear that it failed.
  if (!shutdown.begun) {
    const expected = error instanceof CannotStart || error instanceof ConfigurationError;
    say(
      expected
        ? error.message
        : `It did not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    await shutdown.now(1);
  }
}
