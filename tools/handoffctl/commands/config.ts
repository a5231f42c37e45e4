import type { Command } from 'commander';
import { listSettings, type ListedSetting } from '#configuration';
import { paint, wrap } from '../../narration/lines.js';
import { findInstallation, withDataOption, type DataOption } from '../installation.js';

export function registerConfig(program: Command): void {
  withDataOption(program.command('config'))
    .description('list every setting: its value here, its default, what it means')
    .option('--json', 'as JSON')
    .action(async ({ json, ...where }: DataOption & { readonly json?: boolean }) => {
      const { configuration } = await findInstallation(where);
      const settings = listSettings(configuration);
      console.log(json ? JSON.stringify(settings, null, 2) : settings.map(described).join('\n\n'));
    });
}

/** A setting as a person reads it. Secrets are never among the values. */
function described(setting: ListedSetting): string {
  const { name, meaning, value, secret } = setting;
  const standard = setting.default === undefined || setting.default === value ? '' : `  (default ${setting.default})`;
  const secretNote = secret ? paint('dim', `  secret; also as a file, by ${name}_FILE`) : '';
  return [
    `${paint('bold', name)} = ${value ?? paint('dim', 'not set')}${standard}${secretNote}`,
    ...wrap(meaning, 90).map((line) => `  ${line}`),
  ].join('\n');
}
