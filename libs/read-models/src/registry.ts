import { auditLog } from './audit-log/audit-log-view.js';
import { contacts } from './contacts/contacts-view.js';
import { followUps } from './contacts/follow-ups-view.js';
import { conversations } from './conversations/conversations-view.js';
import { deadlineJobs } from './deadline-jobs/deadline-jobs.js';
import { deadlines } from './deadlines/deadlines-view.js';
import { exports } from './exports/exports-view.js';
import { handoffs } from './handoffs/handoffs-view.js';
import { aiSpans } from './metrics/ai-spans-view.js';
import { conversationFacts } from './metrics/conversation-facts-view.js';
import { modes } from './modes/modes-view.js';
import type { Ask } from './projector/checkpoint.js';
import { outdatedAmong, type OutdatedView } from './projector/outdated-views.js';
import type { Projection } from './projector/projection.js';
import { queue } from './queue/queue-view.js';
import { timeline } from './timeline/timeline-view.js';
import { turns } from './turns/turns-view.js';
import { rowProjection } from './view/row-projection.js';
import type { View } from './view/view.js';

/** Every view. A new one is a folder and a line here. */
export const views: readonly View[] = [
  ofAnyRow(queue),
  ofAnyRow(conversations),
  ofAnyRow(timeline),
  ofAnyRow(turns),
  ofAnyRow(deadlines),
  ofAnyRow(modes),
  ofAnyRow(handoffs),
  ofAnyRow(auditLog),
  ofAnyRow(contacts),
  ofAnyRow(followUps),
  ofAnyRow(aiSpans),
  ofAnyRow(conversationFacts),
  ofAnyRow(exports),
];

/** The machinery handles rows without knowing what is in them. */
function ofAnyRow<Row extends object>(view: View<Row>): View {
  return view as unknown as View;
}

/** All that the projector runs, under one checkpoint: every view, and the jobs of the deadlines. */
export const projections: readonly Projection[] = [...views.map((view) => rowProjection(view)), deadlineJobs];

/** Which of them wait until the operator has them folded anew. */
export function findOutdated(ask: Ask): Promise<OutdatedView[]> {
  return outdatedAmong(ask, projections);
}
