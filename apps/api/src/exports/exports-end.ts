import { tmpdir } from 'node:os';
import path from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { withWorkspace } from '#access';
import { Cursors, exportThreadProgram } from '#read-models';
import type { ExportIdentity } from '../ledger/export-identity.js';
import type { ApiParts } from '../parts.js';
import { ExportFiles } from './export-files.js';

/** What is being made ends with the process, and goes on with the next. */
@Injectable()
export class ExportsEnd implements OnApplicationShutdown {
  constructor(private readonly files: ExportFiles) {}

  async onApplicationShutdown(): Promise<void> {
    await this.files.stop();
  }
}

/** The exports of a process, in the folder that it was given. */
export function exportFilesOf(parts: ApiParts, identity: ExportIdentity): ExportFiles {
  const { platform, configuration, views } = parts;
  const cursors = new Cursors(platform.commandKey);
  return new ExportFiles({
    folder: configuration.exportDir ?? path.join(tmpdir(), `handoff-exports-${process.getuid?.() ?? 0}`),
    keys: { findKeys: (subjects) => platform.keys.findKeysInPassing(subjects) },
    threads: { connectionString: urlOf(views), program: exportThreadProgram },
    signer: identity.signer,
    read: (workspaceId, work) =>
      withWorkspace(views, workspaceId, (manager) => work({ manager, workspaceId, cursors })),
  });
}

/** What the views were connected with. */
function urlOf({ options }: DataSource): string {
  if (options.type !== 'postgres' || options.url === undefined)
    throw new Error('the views were not connected by a URL');
  return options.url;
}
