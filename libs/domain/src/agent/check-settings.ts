import { checkBetween, checkName, checkPhrases, checkText, checkWhole } from '../limits.js';
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
    checkBetween('triggers.sentiment.threshold', threshold, -1, 1);
    // Row 17: a window, not one message; a workspace that wants one message says 1.
    checkWhole('triggers.sentiment.window', window, 1, 50);
  }
  if (triggers.failedResponses !== null)
    checkWhole('triggers.failedResponses.count', triggers.failedResponses.count, 1, 50);
  if (idleTimeoutMinutes !== null) checkBetween('idleTimeoutMinutes', idleTimeoutMinutes, 0.05, 30 * 24 * 60);
  checkWhole('offerTimeoutSeconds', settings.offerTimeoutSeconds, 1, 24 * 60 * 60);
  checkWhole('turnTimeoutSeconds', settings.turnTimeoutSeconds, 1, 60 * 60);
  for (const [name, text] of Object.entries(messages)) checkText(`messages.${name}`, text);
  if (endpoint !== null && !/^https?:\/\/\S+$/.test(endpoint))
    throw refuse('invalid_setting', { field: 'endpoint', rule: 'an http or https address' });
}
