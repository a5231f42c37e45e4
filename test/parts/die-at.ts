import pg from 'pg';

/** Where a process kills itself: around the commit of a batch it was told of, or of what became of a delivery. */
export const diePoints = [
  'before the commit of what was heard',
  'after the commit of what was heard',
  'before it is noted that it went out',
  'after it is noted that it went out',
  'before it is done with',
  'after it is done with',
] as const;

export type DiePoint = (typeof diePoints)[number];

export interface DieAt {
  readonly point: DiePoint;
  /** At which passage of that point. */
  readonly passage: number;
}

type Passage = 'the commit of what was heard' | 'it is noted that it went out' | 'it is done with';

/** Imported before a program, with DIE_AT set to JSON: what the program sends to PostgreSQL says where it stands. */
const given = process.env['DIE_AT'];
if (given !== undefined) install(JSON.parse(given) as DieAt);

function install({ point, passage }: DieAt): void {
  let left = passage;
  // No clean-up of any kind, as when the machine takes the process away.
  const pass = (now: string) => {
    if (now === point && --left === 0) process.kill(process.pid, 'SIGKILL');
  };
  const hearing = new WeakSet<object>();
  const prototype = pg.Client.prototype as { query: (...args: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function (this: object, ...args: unknown[]): unknown {
    const [first] = args;
    const text = typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? '');
    if (/insert into messaging\.delivery/.test(text)) hearing.add(this);
    const at = passageOf(text, hearing.has(this));
    if (at === undefined) return query.apply(this, args);
    hearing.delete(this);
    pass(`before ${at}`);
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      args[args.length - 1] = (...answer: unknown[]) => {
        pass(`after ${at}`);
        (callback as (...answer: unknown[]) => void)(...answer);
      };
      return query.apply(this, args);
    }
    return (query.apply(this, args) as Promise<unknown>).then((answer) => {
      pass(`after ${at}`);
      return answer;
    });
  };
}

function passageOf(text: string, hearing: boolean): Passage | undefined {
  if (text === 'commit') return hearing ? 'the commit of what was heard' : undefined;
  if (/^update messaging\.delivery set outcome =/.test(text)) return 'it is noted that it went out';
  if (/^update messaging\.delivery set state =/.test(text)) return 'it is done with';
  return undefined;
}
