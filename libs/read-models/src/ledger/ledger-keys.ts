import { generateKeys, parseSignerKey, type NoteSigner } from '#ledger';

/** The keys of every workspace's log: one seed, under the name of each log. */
export class LedgerKeys {
  /**
   * @param name what all logs are called, e.g. `handoff.example/ledger`
   * @param seeds 32 bytes each, as hexadecimal digits or base64url: the newest first; two while keys change
   */
  constructor(
    private readonly name: string,
    private readonly seeds: readonly string[],
  ) {}

  /** The origin of a workspace's log. */
  originOf(workspaceId: string): string {
    return originOf(this.name, workspaceId);
  }

  signersOf(workspaceId: string): NoteSigner[] {
    return this.pairsOf(workspaceId).map(({ signer }) => parseSignerKey(signer));
  }

  /** The public keys, newest first, as auditors write them into their policy. */
  verifiersOf(workspaceId: string): string[] {
    return this.pairsOf(workspaceId).map(({ verifier }) => verifier);
  }

  private pairsOf(workspaceId: string) {
    return this.seeds.map((seed) => generateKeys(this.originOf(workspaceId), 'note', seedBytes(seed)));
  }
}

/** The origin of a workspace's log: it ends in `/` and the workspace. */
export function originOf(name: string, workspaceId: string): string {
  return `${name}/${workspaceId}`;
}

/** The key that signs the manifests of exports, under a name of its own. */
export function exportKeys(name: string, seed: string): { readonly signer: string; readonly verifier: string } {
  return generateKeys(`${name}/exports`, 'note', seedBytes(seed));
}

/** @throws Error when it is not 32 bytes */
export function seedBytes(text: string): Buffer {
  const bytes = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64url');
  if (bytes.length !== 32) throw new Error('a signing key is 32 bytes');
  return bytes;
}
