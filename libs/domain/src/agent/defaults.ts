import type { AgentSettings } from './events.js';

/**
 * Row 31: conservative. Three failed answers in a row lead to an offer; keywords and sentiment are opt-in. So is the idle return
 * (row 33), since people keep what they took until they give it back (row 28).
 */
export const defaultAgentSettings: Omit<AgentSettings, 'name'> = {
  handoffEnabled: true,
  instructions: '',
  triggers: { keywords: [], sentiment: null, failedResponses: { count: 3 } },
  idleTimeoutMinutes: null,
  idleReturnWhileWaiting: false,
  offerBeforeHandoff: true,
  offerTimeoutSeconds: 600,
  turnTimeoutSeconds: 60,
  messages: {
    handoff: 'I am connecting you with a person from our team.',
    joined: 'A member of our team has joined the conversation.',
    offer: 'Would you like to talk to a person from our team?',
    contactForm: 'Nobody is free right now. Leave your phone number or e-mail address, and we will get back to you.',
  },
  endpoint: null,
};

/** Full settings from those that somebody cares about. */
export function agentSettings(given: Partial<AgentSettings> & Pick<AgentSettings, 'name'>): AgentSettings {
  return { ...defaultAgentSettings, ...given };
}
