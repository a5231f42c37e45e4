import { Injectable } from '@nestjs/common';
import type { Evidence, StoredDetection } from '#domain';

/** Runs the detectors over a message before its decision, with the keywords of the agent that would answer it. */
@Injectable()
export class Detectors {
  read(
    _text: string,
    _of: { readonly workspaceId: string; readonly channel: string; readonly agentId: string | undefined },
  ): { readonly detection: StoredDetection; readonly evidence: Evidence | null } {
    return { detection: nothing, evidence: null };
  }
}

const nothing: StoredDetection = {
  explicitRequest: false,
  keyword: false,
  answer: 'other',
  satisfied: false,
  language: null,
  rule: null,
  detectorVersion: 'none',
};
