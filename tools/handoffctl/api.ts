import { loadConfiguration } from '#configuration';
import { apiClient, type ApiClient } from '../api-client.js';
import { Failure } from './failure.js';
import { findInstallation, type DataOption } from './installation.js';
import { issueFor } from './local-token.js';

/** How a command is told which API to ask, and as whom. */
export interface ApiOptions {
  readonly url?: string;
  readonly token?: string;
  readonly workspace?: string;
}

/**
 * The API of the installation. Without a token it asks as an auditor that the local issuer vouches for: whoever can read the issuer's key
 * could do so anyway.
 * @throws Failure, ConfigurationError
 */
export async function findApi({ url, token, workspace, ...where }: ApiOptions & DataOption): Promise<ApiClient> {
  const givenUrl = url ?? process.env.HANDOFFCTL_URL;
  const givenToken = token ?? process.env.HANDOFFCTL_TOKEN;
  if (givenUrl !== undefined && !URL.canParse(givenUrl)) throw new Failure(`--url takes a URL, not "${givenUrl}".`);
  if (givenUrl !== undefined && givenToken !== undefined) return apiClient(givenUrl, givenToken);
  if (givenToken === undefined && where.data === undefined && loadConfiguration(process.env).mode === 'production')
    throw new Failure('Give a token of your identity provider, or an API key, with --token or HANDOFFCTL_TOKEN.');
  const { configuration, running } = await findInstallation(where, givenToken === undefined ? ['tokenKey'] : []);
  const found = givenUrl ?? running?.url;
  if (found === undefined) throw new Failure('Say where the API is with --url: nothing runs here.');
  const auditor = { role: 'auditor' as const, member: 'handoffctl', days: 1, ...(workspace ? { workspace } : {}) };
  return apiClient(found, givenToken ?? (await issueFor(auditor, configuration, running?.sample)));
}
