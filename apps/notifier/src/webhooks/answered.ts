import type { OutsideAnswer, Tried } from '#messaging';

/** What an answer to a webhook means. Everything but a success is tried again, as Standard Webhooks asks, except 410: gone for good. */
export function triedOfStatus({ status, retryAfterMs }: Pick<OutsideAnswer, 'status' | 'retryAfterMs'>): Tried {
  if (status >= 200 && status < 300) return { state: 'sent', code: `http_${status}` };
  if (status === 410) return { state: 'failed', code: 'http_410' };
  return { state: 'again', code: `http_${status}`, ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }) };
}
