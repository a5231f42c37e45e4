import type { AgentSettings } from '#domain';

/** Settings of an agent as an editor sends them: what is left out stays as it was, one level deep. */
export type AgentChange = Partial<Omit<AgentSettings, 'triggers' | 'messages'>> & {
  readonly triggers?: Partial<AgentSettings['triggers']>;
  readonly messages?: Partial<AgentSettings['messages']>;
};

/** The settings after a change. */
export function changedSettings(before: AgentSettings, change: AgentChange): AgentSettings {
  return {
    ...before,
    ...change,
    triggers: { ...before.triggers, ...change.triggers },
    messages: { ...before.messages, ...change.messages },
  };
}
