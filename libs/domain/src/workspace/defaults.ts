import type { WaitPolicy } from './events.js';

/** Row 56: a contact form after 120 seconds. Answer limits for members are opt-in. */
export const defaultWaitPolicy: WaitPolicy = {
  steps: [
    { kind: 'notify', afterSeconds: 0 },
    { kind: 'contact_form', afterSeconds: 120 },
  ],
  firstResponseSeconds: null,
  nextResponseSeconds: null,
};

/** Reason codes every workspace has; it may add its own. */
export const builtInReasonCodes = {
  toPeople: [
    'customer_request',
    'out_of_scope',
    'urgent',
    'sensitive',
    'complaint',
    'complex',
    'negotiation',
    'stuck',
    'manual_follow_up',
    'agent_unavailable',
    'agent_failure',
    'unspecified',
  ],
  toAi: [
    'simple_question',
    'basic_information',
    'standard_process',
    'lead_qualification',
    'faq',
    'resolved',
    'unspecified',
  ],
} as const;

/** Handoffs from agent to agent in one stretch of AI control, before people are asked. */
export const defaultLoopLimit = 5;
