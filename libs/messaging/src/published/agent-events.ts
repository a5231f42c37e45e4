import type { AgentEventMap } from '#domain';
import type { Contract } from './contract.js';
import { auditEntry } from './parts.js';
import { decimal, flag, id, list, nullable, object, text, whole } from './schema.js';

/* What handoff.agent.v1 promises. The address of an agent's runtime is not published. */

const v1 = <Shape>(schema: Shape) => ({ version: 1, schema });

const settings = object({
  name: text,
  handoffEnabled: flag,
  instructions: text,
  triggers: object({
    keywords: list(text),
    sentiment: nullable(object({ threshold: decimal, window: whole })),
    failedResponses: nullable(object({ count: whole })),
  }),
  idleTimeoutMinutes: nullable(decimal),
  idleReturnWhileWaiting: flag,
  offerBeforeHandoff: flag,
  offerTimeoutSeconds: decimal,
  turnTimeoutSeconds: decimal,
  messages: object({ handoff: text, joined: text, offer: text, contactForm: text }),
});

export const agentEvents: Contract<AgentEventMap> = {
  AgentRegistered: v1(object({ ...auditEntry, agentId: id, name: text })),
  AgentVersionApplied: v1(object({ ...auditEntry, version: whole, settings })),
  AgentVersionPublished: v1(object({ ...auditEntry, version: whole })),
  AgentUnpublished: v1(object({ ...auditEntry, version: whole })),
  AgentArchived: v1(object(auditEntry)),
};
