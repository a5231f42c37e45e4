import type { SampleWorkspace } from './sample-workspace.js';

/** What there is to try out. */
export type Sample = SampleWorkspace & { readonly chatUrl: string };

/** What a person reads when everything is ready. */
export function announcement(url: string, dataDir: string, sample: Sample | undefined): string {
  const lines = [
    '',
    `  API            ${url}/v1`,
    `  documentation  ${url}/docs`,
    ...(sample === undefined ? [] : [`  web chat       ${sample.chatUrl}`]),
    `  data           ${dataDir}`,
    '',
    ...(sample === undefined ? [] : sampleLines(sample)),
    '  Ready. Ctrl-C stops everything.',
    '',
  ];
  return lines.join('\n');
}

function sampleLines({ workspaceId, tokens }: Sample): string[] {
  return [
    `  Sample workspace ${workspaceId}; everybody in it, with a bearer token:`,
    '',
    ...tokens.flatMap(({ who, role, id, token }) => [`  ${who} (${role}) ${id}`, `    ${token}`]),
    '',
    '  A token again at any time: npm run -s handoffctl -- token --role operator',
    '',
  ];
}
