/** A refusal as RFC 9457 shapes it. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly [fact: string]: unknown;
}

export const problemType = 'application/problem+json; charset=utf-8';

/** The body of a refusal. `code` is stable, `detail` a sentence; facts stand beside them and never in their place. */
export function problemBody(
  status: number,
  code: string,
  detail: string,
  facts: Readonly<Record<string, unknown>> = {},
): ProblemBody {
  const words = code.replaceAll('_', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return { ...facts, type: `urn:handoff:problem:${code}`, title, status, code, detail };
}
