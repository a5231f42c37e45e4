const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

type Level = (typeof levels)[number];

export interface LogSettings {
  /** The process, as it is called in every line. */
  readonly app: string;
  /** The least that is told. */
  readonly level: Level;
  /** `json`: an object a line; `text`: for people. */
  readonly format: 'json' | 'text';
  /** What no line may hold, whatever it came with. */
  readonly hide: readonly string[];
  readonly write?: (line: string, level: Level) => void;
  readonly now?: () => Date;
}

/** Under these contexts Nest tells how it puts the modules and routes together: nobody who runs the product asks for it. */
const framework = new Set<unknown>([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** Control characters of ASCII and Latin-1, and what ends a line or turns its direction in Unicode: nothing of it reaches a log. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

/** A text as one line that cannot be taken for two, nor move a terminal's cursor. */
export function oneLine(text: string): string {
  return text.replace(unprintable, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The log of a process: one line for everything that is told, which no text of a caller can end, forge or dress up, and in which no
 * secret stands. Takes the place of Nest's logger (`Logger.overrideLogger`).
 */
export class LogLines {
  private readonly least: number;
  private readonly hidden: RegExp | undefined;
  private readonly write: (line: string, level: Level) => void;

  constructor(private readonly settings: LogSettings) {
    this.least = settings.level === 'silent' ? -1 : levels.indexOf(settings.level);
    const hide = settings.hide.filter((one) => one.length >= 4).map((one) => one.replace(/[^\w\s]/g, '\\$&'));
    // The longest first: a password may be a part of the address it stands in.
    hide.sort((a, b) => b.length - a.length);
    // eslint-disable-next-line no-restricted-syntax -- of words with every sign escaped
    this.hidden = hide.length === 0 ? undefined : new RegExp(hide.join('|'), 'g');
    this.write = settings.write ?? toStandardStreams;
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.tell(framework.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.tell('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.tell('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.tell('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.tell('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.tell('fatal', message, rest);
  }

  /** Nest gives the context last, and before it, with errors, the stack. */
  private tell(level: Level, message: unknown, rest: readonly unknown[]): void {
    if (levels.indexOf(level) > this.least) return;
    const texts = rest.filter((one) => typeof one === 'string');
    const last = texts.at(-1);
    const context = last === undefined || last.includes('\n') ? undefined : this.withoutSecrets(last);
    const stack = message instanceof Error ? message.stack : texts.find((one) => one.includes('\n'));
    const said = this.withoutSecrets(message instanceof Error ? message.message : plain(message));
    const time = (this.settings.now?.() ?? new Date()).toISOString();
    const told = { time, level, app: this.settings.app, context, message: said };
    const lines = stack === undefined ? [] : this.withoutSecrets(stack).split('\n').map(oneLine);
    this.write(this.settings.format === 'json' ? inJson({ ...told, stack: lines }) : inText(told, lines), level);
  }

  private withoutSecrets(text: string): string {
    return this.hidden === undefined ? text : text.replace(this.hidden, '(secret)');
  }
}

interface Told {
  readonly time: string;
  readonly level: Level;
  readonly app: string;
  readonly context: string | undefined;
  readonly message: string;
}

function inJson({ stack, ...told }: Told & { readonly stack: readonly string[] }): string {
  const line = { ...told, ...(stack.length === 0 ? {} : { stack }) };
  // JSON escapes less than may stand in a terminal.
  return oneLine(JSON.stringify(line));
}

/** The lines of a stack are indented, so that none of them can pass for a line of its own. */
function inText({ time, level, app, context, message }: Told, stack: readonly string[]): string {
  const where = context === undefined || context === app ? app : `${app}/${oneLine(context)}`;
  const first = `${time} ${level.toUpperCase().padEnd(5)} [${where}] ${oneLine(message)}`;
  return [first, ...stack.map((line) => `    ${line}`)].join('\n');
}

function plain(message: unknown): string {
  return typeof message === 'string' ? message : (JSON.stringify(message) ?? String(message));
}

function toStandardStreams(line: string, level: Level): void {
  (level === 'error' || level === 'fatal' ? process.stderr : process.stdout).write(`${line}\n`);
}
