import type { SampleWorkspace } from './sample-workspace.js';

/** What a person reads when everything is ready. */
export function announcement(url: string, dataDir: string, sample: SampleWorkspace | undefined): string {
  const lines = [
    '',
    `  API            ${url}/v1`,
    `  documentation  ${url}/docs`,
    `  data           ${dataDir}`,
    '',
    ...(sample === undefined ? [] : sampleLines(sample)),
    '  Ready. Ctrl-C stops everything.',
    '',
  ];
  return lines.join('\n');
}

function sampleLines({ workspaceId, tokens }: SampleWorkspace): string[] {
  return [
    `  Sample workspace ${workspaceId}; everybody in it, with a bearer token:`,
    '',
    ...tokens.flatMap(({ who, role, id, token }) => [`  ${who} (${role}) ${id}`, `    ${token}`]),
    '',
    '  A token again at any time: npm run -s handoffctl -- token --role operator',
    '',
  ];
}
