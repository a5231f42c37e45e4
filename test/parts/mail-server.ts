import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

export interface Mail {
  readonly to: string;
  readonly text: string;
}

/** A real SMTP server that keeps what it is sent and refuses whom a test wants refused. */
export class MailServer {
  readonly mails: Mail[] = [];
  /** SMTP codes by recipient. */
  readonly refusals = new Map<string, number>();
  private readonly server: SMTPServer;

  private constructor(password?: string) {
    this.server = new SMTPServer({
      authOptional: password === undefined,
      disabledCommands: password === undefined ? ['STARTTLS', 'AUTH'] : ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (given, _session, done) =>
        given.password === password ? done(null, { user: given.username }) : done(new Error('no')),
      disableReverseLookup: true,
      onRcptTo: ({ address }, _session, done) => {
        const responseCode = this.refusals.get(address);
        done(responseCode === undefined ? null : Object.assign(new Error('no'), { responseCode }));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          // Lines that were broken for the way are joined again.
          const text = Buffer.concat(chunks).toString().replace(/=\r\n/g, '');
          for (const { address } of session.envelope.rcptTo) this.mails.push({ to: address, text });
          done();
        });
      },
    });
  }

  /** @param password what senders must know; none: everybody may send */
  static async start(password?: string): Promise<MailServer> {
    const mail = new MailServer(password);
    await new Promise<void>((resolve) => mail.server.listen(0, '127.0.0.1', () => resolve()));
    return mail;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  async has(count: number, limitMs = 15_000): Promise<readonly Mail[]> {
    for (const end = Date.now() + limitMs; this.mails.length < count; await pause(10))
      if (Date.now() > end) throw new Error(`${this.mails.length} of ${count} mails`);
    return this.mails;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
