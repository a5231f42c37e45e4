import { randomUUID } from 'node:crypto';

/** What the API answered: a receipt, rows, or a refusal. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** A refusal (RFC 9457): `code` is what programs decide by. */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
}

/** The API cannot be reached, or does not answer as it does. The message is a sentence for a person. */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable';
}

/** Speaks to the API as one of the people or machines of a workspace. */
export interface ApiClient {
  get<T>(path: string, options?: { readonly signal?: AbortSignal }): Promise<Answer<T>>;
  post<T>(path: string, body?: object): Promise<Answer<T>>;
  put<T>(path: string, body: object): Promise<Answer<T>>;
}

/** Generous: a machine under load, and polls that wait. */
const limitMs = 60_000;

/** A client with one token. Every command has an Idempotency-Key of its own. */
export function apiClient(url: string, token: string): ApiClient {
  const call = async <T>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Answer<T>> => {
    const limit = AbortSignal.timeout(limitMs);
    const command = body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    let response: Response;
    let text: string;
    try {
      response = await fetch(new URL(path, url), {
        method,
        headers: { authorization: `Bearer ${token}`, ...command },
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiUnreachable(`${url} does not answer (${causeOf(error)}).`);
    }
    return { status: response.status, body: parsed<T>(text, `${method} ${url}${path}`) };
  };
  return {
    get: (path, { signal } = {}) => call('GET', path, undefined, signal),
    post: (path, body = {}) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
  };
}

function parsed<T>(text: string, what: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ApiUnreachable(`${what} answered something that is not JSON: is it the Handoff API?`);
  }
}

function causeOf(error: unknown): string {
  const { cause, message, name } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return `nothing within ${limitMs / 1000} s`;
  return cause?.code ?? cause?.message ?? message;
}
