import { Injectable } from '@nestjs/common';
import {
  activeVersion,
  defaultAgentOf,
  detect,
  settingsOf,
  type Conversation,
  type Evidence,
  type StoredDetection,
} from '#domain';
import { Settings } from '../settings/settings.js';

/** What of a message decides which keywords are looked for. */
interface Addressed {
  readonly workspaceId: string;
  readonly channel: string;
  /** Asked for by the message itself. */
  readonly agentId?: string;
  readonly test?: boolean;
}

const none: readonly string[] = [];

/** Runs the detectors over a message before its decision, with the keywords of the agent that would answer it. */
@Injectable()
export class Detectors {
  constructor(private readonly settings: Settings) {}

  read(
    text: string,
    addressed: Addressed,
    state: Conversation,
  ): { readonly detection: StoredDetection; readonly evidence: Evidence | null } {
    const found = detect(text, { keywords: this.keywords(addressed, state) });
    const { explicitRequest, explicitRule, language, answer, satisfied, detectorVersion, keywords, matched } = found;
    return {
      detection: {
        explicitRequest,
        keyword: keywords.length > 0,
        answer,
        satisfied,
        language: language ?? null,
        rule: explicitRule ?? null,
        detectorVersion,
      },
      evidence: keywords.length === 0 && matched === undefined ? null : { keywords, matched: matched ?? null },
    };
  }

  /** Of the version active now: each turn uses the version published then. */
  private keywords({ workspaceId, channel, agentId, test }: Addressed, state: Conversation): readonly string[] {
    const workspace = this.settings.workspace(workspaceId);
    if (workspace === undefined) return none;
    const started = state.status !== 'none';
    const environment = started
      ? state.environment
      : test
        ? 'test'
        : (workspace.channels[channel]?.environment ?? 'live');
    const id = started ? state.agent?.id : (agentId ?? defaultAgentOf(workspace, channel));
    const agent = id ? this.settings.agent(workspaceId, id) : undefined;
    const version = activeVersion(agent, environment);
    return (version === null ? undefined : settingsOf(agent, version)?.triggers.keywords) ?? none;
  }
}
