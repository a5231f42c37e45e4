import type { KeyObject } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { Client } from 'pg';
import type { KeyOf } from '#personal-data/opening';
import { exportLeaves } from './export-leaves.js';
import { PageLines, type KeysOfPages, type RenderedPage } from './page-renderer.js';
import {
  PageFailed,
  failureOf,
  type FromThread,
  type KeysFound,
  type ThreadTask,
  type ToThread,
} from './render-threads.js';

/** What a thread of an export does: reads pages with a connection of its own, which sees one workspace and writes nothing, and renders them. */
export function serveExport(): void {
  const { connectionString, workspaceId, filter, gone } = workerData as ThreadTask;
  const port = parentPort!;
  const say = (said: FromThread, transfer: ArrayBuffer[] = []) => port.postMessage(said, transfer);
  const client = new Client({ connectionString, application_name: 'handoff export' });
  // Whoever waits for an answer, or asks later, is told.
  client.on('error', () => {});
  const connected = client
    .connect()
    .then(() =>
      client.query(
        `select set_config('handoff.workspace', $1, false), set_config('default_transaction_read_only', 'on', false)`,
        [workspaceId],
      ),
    );
  connected.catch(() => undefined);
  const keys = new KeysFromOutside((asked, subjects) => say({ what: 'keys', asked, subjects }));
  const lines = new PageLines({ workspaceId, filter, gone: new Set(gone) }, keys);
  let last: Promise<unknown> = connected;
  const query = async <Row>(text: string, values: unknown[]) => {
    const answer = last.then(() => client.query({ name: 'leaves', text, values }));
    // One after the other: each has a failure of its own, but for that to connect, which is everybody's.
    last = answer.catch(() => connected);
    return (await answer).rows as Row[];
  };
  port.on('message', (said: ToThread) => {
    if (said.what !== 'page') return keys.take(said);
    const { asked, from, until, spare } = said;
    exportLeaves(query, workspaceId, from, until)
      .then((leaves) => lines.render(from, leaves))
      .then(
        (page) => {
          const own = copied(page, [...spare]);
          say({ what: 'page', asked, page: own }, [own.jsonl.buffer as ArrayBuffer, own.csv.buffer as ArrayBuffer]);
        },
        (error: unknown) => say({ what: 'failure', asked, why: failureOf(error) }),
      );
  });
}

/** Into memory that may leave the thread, some that came back where it suffices. */
function copied({ jsonl, csv, ...page }: RenderedPage, spare: ArrayBuffer[]): RenderedPage {
  const copy = (lines: Uint8Array) => {
    const at = spare.findIndex(({ byteLength }) => byteLength >= lines.length);
    const [memory = new ArrayBuffer(lines.length + (lines.length >> 2))] = at < 0 ? [] : spare.splice(at, 1);
    const own = new Uint8Array(memory, 0, lines.length);
    own.set(lines);
    return own;
  };
  return { ...page, jsonl: copy(jsonl), csv: copy(csv) };
}

interface Waiting {
  readonly resolve: (keys: (KeyObject | undefined)[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Asks the thread that keeps the keys. */
class KeysFromOutside implements KeysOfPages {
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor(private readonly ask: (asked: number, subjects: readonly KeyOf[]) => void) {}

  findKeys(subjects: readonly KeyOf[]): Promise<(KeyObject | undefined)[]> {
    return new Promise((resolve, reject) => {
      this.last += 1;
      this.waiting.set(this.last, { resolve, reject });
      this.ask(this.last, subjects);
    });
  }

  take(answer: KeysFound & { readonly asked: number }): void {
    const { resolve, reject } = this.waiting.get(answer.asked)!;
    this.waiting.delete(answer.asked);
    if (answer.what === 'keys') resolve([...answer.keys]);
    else reject(new PageFailed(answer.why));
  }
}
