import { checkName, checkPhrases, checkText, checkWhole } from '../limits.js';
import { refuse } from '../refusals.js';
import type { AgentSettings } from './events.js';

/** Refuses settings outside their limits, naming the field and the limit. */
export function checkSettings(settings: AgentSettings): void {
  const { triggers, messages, endpoint, idleTimeoutMinutes } = settings;
  checkName('name', settings.name);
  checkText('instructions', settings.instructions);
  checkPhrases('triggers.keywords', triggers.keywords);
  if (triggers.sentiment !== null) {
    const { threshold, window } = triggers.sentiment;
    if (!(threshold >= -1 && threshold <= 1))
      throw refuse('invalid_setting', { field: 'triggers.sentiment.threshold', min: -1, max: 1, value: threshold });
    // Row 17: a window, not one message; a workspace that wants one message says 1.
    checkWhole('triggers.sentiment.window', window, 1, 50);
  }
  if (triggers.failedResponses !== null)
    checkWhole('triggers.failedResponses.count', triggers.failedResponses.count, 1, 50);
  if (idleTimeoutMinutes !== null) checkWhole('idleTimeoutMinutes', idleTimeoutMinutes, 1, 30 * 24 * 60);
  checkWhole('offerTimeoutSeconds', settings.offerTimeoutSeconds, 1, 24 * 60 * 60);
  checkWhole('turnTimeoutSeconds', settings.turnTimeoutSeconds, 1, 60 * 60);
  for (const [name, text] of Object.entries(messages)) checkText(`messages.${name}`, text);
  if (endpoint !== null && !/^https?:\/\/\S+$/.test(endpoint))
    throw refuse('invalid_setting', { field: 'endpoint', rule: 'an http or https address' });
}
