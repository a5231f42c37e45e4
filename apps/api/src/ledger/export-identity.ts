import { exportKeys, originOf } from '#read-models';
import { parseSignerKey, type NoteSigner } from '#ledger';

/** Under which names this installation signs: the origin of its logs, and the key of its exports. */
export class ExportIdentity {
  private readonly keys: { readonly signer: string; readonly verifier: string } | undefined;

  /** @param seed of the key of exports; absent, none can be made here */
  constructor(
    private readonly name = 'handoff.local/ledger',
    seed?: string,
  ) {
    this.keys = seed === undefined ? undefined : exportKeys(name, seed);
  }

  originOf(workspaceId: string): string {
    return originOf(this.name, workspaceId);
  }

  get exportKey(): string | null {
    return this.keys?.verifier ?? null;
  }

  get signer(): NoteSigner | undefined {
    return this.keys && parseSignerKey(this.keys.signer);
  }
}
