import { createHmac, timingSafeEqual } from 'node:crypto';
import { refuseQuery } from './refusals.js';

/**
 * Places in a list, as clients carry them: opaque, and bound to their query. One that was changed, or is of another query,
 * another filter or another workspace, is refused.
 */
export class Cursors {
  /** @param key 32 secret bytes, the same in every process that answers queries */
  constructor(private readonly key: Buffer) {}

  seal(query: string, values: readonly unknown[]): string {
    const body = Buffer.from(JSON.stringify(values)).toString('base64url');
    return `${body}.${this.mark(query, body)}`;
  }

  /** @throws Rejected `cursor_invalid` */
  open(query: string, cursor: string): readonly unknown[] {
    const [body = '', mark = '', ...rest] = cursor.split('.');
    // As texts: many spellings of base64 give the same bytes.
    const [given, right] = [Buffer.from(mark), Buffer.from(this.mark(query, body))];
    if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right))
      throw refuseQuery('cursor_invalid');
    return JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown[];
  }

  private mark(query: string, body: string): string {
    const whole = createHmac('sha256', this.key).update(`cursor\n${query}\n${body}`).digest();
    return whole.subarray(0, 16).toString('base64url');
  }
}
