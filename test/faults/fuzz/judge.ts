import type { RawAnswer } from './connection.js';
import type { RawRequest } from './requests.js';

/** What is wrong with an answer to a request that nobody meant; undefined when it is as it should be. */
export function faultOf(request: RawRequest, answer: RawAnswer | undefined | 'silence'): string | undefined {
  if (answer === 'silence') return request.broken ? undefined : 'no answer in time';
  if (answer === undefined) return request.broken ? undefined : 'the connection ended without an answer';
  const { status, head, body } = answer;
  if (status >= 500) return `answered ${status}: ${body.slice(0, 300)}`;
  if (/\n\s+at .+:\d+|node_modules|\/libs\/|\/apps\//.test(status < 400 ? '' : body)) return 'tells of our insides';
  for (const name of ['x-content-type-options', 'content-security-policy', 'cache-control'])
    if (!head.includes(`\r\n${name}: `)) return `${status} without ${name}`;
  if (status < 400 || request.verb === 'HEAD' || head.includes('content-type: text/html')) return undefined;
  if (!head.includes('\r\ncontent-type: application/problem+json')) return `${status} that is no problem+json`;
  return problemIn(body);
}

function problemIn(body: string): string | undefined {
  try {
    const { code, type, title, detail } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const named = typeof code === 'string' && /^[a-z_]+$/.test(code) && type === `urn:handoff:problem:${code}`;
    return named && typeof title === 'string' && typeof detail === 'string' ? undefined : 'a problem without its parts';
  } catch {
    return 'a problem that is no JSON';
  }
}
