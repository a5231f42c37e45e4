import { Refusal } from './problem.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The fields of a form that a browser sent. @throws Refusal `malformed_encoding` */
export function shapedForm(body: unknown): URLSearchParams {
  if (!Buffer.isBuffer(body)) return new URLSearchParams();
  try {
    return new URLSearchParams(utf8.decode(body));
  } catch {
    throw new Refusal(400, 'malformed_encoding', 'The body is not UTF-8.');
  }
}
