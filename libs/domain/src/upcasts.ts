import type { DomainEvent } from './kernel.js';

type Upcast = (data: Record<string, unknown>) => Record<string, unknown>;

/** For each type that changed its shape: the steps from version 1 to 2, 2 to 3, and so on. */
const steps: Readonly<Record<string, readonly Upcast[]>> = {
  // Version 1 had one rule. A delicate reason was warned about in all workspaces, which is now said.
  TransferPolicyChanged: [(data) => ({ ...data, whenSensitive: 'warn' })],
};

/** The version in which events of this type are stored today. */
export function currentVersion(type: string): number {
  return 1 + (steps[type]?.length ?? 0);
}

/** Brings an event stored in version `from` to its latest shape. */
export function upcast(event: DomainEvent, from: number): DomainEvent {
  const data = (steps[event.type] ?? [])
    .slice(from - 1)
    .reduce((shape, step) => step(shape), event.data as Record<string, unknown>);
  return { ...event, data };
}
