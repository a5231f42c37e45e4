import { callAgentsAt, ordersOf } from './agent-endpoints.js';
import { startAgentProcess } from './agent-process.js';
import { ApiUnreachable } from '../api-client.js';
import { playDialogues } from './dialogues/play-dialogues.js';
import { readDialogues } from './dialogues/read-dialogues.js';
import { Unexpected } from './expect.js';
import { CannotPlay, readOptions, usage, type DemoOptions } from './options.js';
import { pageOn } from './page.js';
import { play } from './play.js';
import { ProductFailed, startProduct, type Product } from './product.js';
import { setStage } from './stage.js';

/** What must be stopped, the last first. */
const started: (() => Promise<void>)[] = [];
const interrupted = new AbortController();
/** What the product has complained about so far. */
let complaints = () => '';

async function demo(options: DemoOptions): Promise<void> {
  // A file that cannot be played is told before anything is started.
  const dialogues = options.dialogues === undefined ? undefined : await readDialogues(options.dialogues);
  const page = pageOn(process.stdout);
  const begun = Date.now();
  page.title('Handoff: conversations between AI agents and people');
  const product = await startProduct(interrupted.signal);
  started.push(() => product.stop());
  complaints = () => product.said();
  page.plain(`  Everything below goes through HTTP, at ${product.url}; the data lies in a temporary folder.`);
  if (dialogues !== undefined) {
    await Promise.race([playDialogues(product, page, dialogues), product.failed, stopAsked()]);
  } else {
    await Promise.race([scenes(product), product.failed, stopAsked()]);
  }
  page.plain();
  page.plain(`  Everything as expected, in ${((Date.now() - begun) / 1000).toFixed(1)} s.`);

  async function scenes(on: Product): Promise<void> {
    const stage = setStage(on, page);
    const agentProcess = await startAgentProcess(await ordersOf(stage));
    started.push(() => agentProcess.stop());
    await callAgentsAt(stage, agentProcess.endpoints);
    await play({ ...stage, agentProcess, chatUrl: on.sample.chatUrl });
  }
}

class Interrupted extends Error {}

function stopAsked(): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(new Interrupted());
    if (interrupted.signal.aborted) stop();
    interrupted.signal.addEventListener('abort', stop, { once: true });
  });
}

/** Says what went wrong, and gives the exit code. */
function failure(error: unknown): number {
  if (interrupted.signal.aborted) return 130;
  if (error instanceof Unexpected) {
    console.error(`\n  Not as expected: ${error.message}`);
    if (complaints() !== '') console.error(`\n  The product said:\n${complaints()}`);
  } else if (error instanceof CannotPlay || error instanceof ProductFailed || error instanceof ApiUnreachable)
    console.error(error.message);
  else console.error(error);
  return 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    // Asked twice, it waits for nothing any more.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  });
let code = 0;
try {
  const options = readOptions(process.argv.slice(2), process.env.HANDOFF_CALLER_DIR ?? process.cwd());
  if (options === undefined) console.log(usage);
  else await demo(options);
} catch (error) {
  code = failure(error);
}
for (const stop of started.reverse()) {
  try {
    await stop();
  } catch (error) {
    code = Math.max(code, 1);
    console.error(error);
  }
}
process.exit(code);
