export { migrate } from './schema/migrate.js';
export { openViews } from './schema/open-views.js';
export {
  SchemaMismatch,
  assertSchema,
  knownVersion,
  readVersion,
  type SchemaVersion,
} from './schema/schema-version.js';

export type { ErasedContact, Projection } from './projector/projection.js';
export { runProjector, type ProjectorOptions } from './projector/run-projector.js';
export { askingBy, type Ask } from './projector/checkpoint.js';
export { OutdatedView } from './projector/outdated-views.js';
export type { Lag } from './projector/lag.js';
export { ViewPositions } from './projector/view-positions.js';
export { listParked, type ParkedStream } from './projector/parked-streams.js';
export { retryParked, type RetryResult } from './projector/retry-parked.js';

export { commitLeaves, runSequencer, LedgerStopped, type SequencerOptions } from './ledger/run-sequencer.js';
export { Signer, type SignerOptions } from './ledger/run-signer.js';
export { LedgerForked } from './ledger/sign-checkpoint.js';
export { LedgerKeys, exportKeys, originOf, seedBytes } from './ledger/ledger-keys.js';
export { heldInFolder, heldInMemory, type HeldCheckpoints } from './ledger/held-checkpoints.js';
export * from './ledger/checkpoint-queries.js';
export * from './ledger/entry-queries.js';
export { proofStatusOf, type ProofStatus } from './ledger/proof-status.js';
export { exportPage, findExport, type ExportRow } from './exports/exports-view.js';
export { exportThreadProgram } from './exports/export-thread-program.js';
export type { ExportThreads } from './exports/render-threads.js';
export { renderExport, type RenderedExport } from './exports/render-export.js';
export type { ExportOrder, RenderParts } from './exports/export-order.js';
export { ErasureNotSigned } from './exports/prove-export.js';
export {
  auditLedger,
  auditedViews,
  pagesOf,
  type Finding,
  type FindingKind,
  type LedgerAudit,
} from './ledger/audit/audit-ledger.js';
export { isLeafEvent } from './ledger/leaf-of-event.js';
export type { Grown } from './ledger/sequence.js';

export { findOutdated, projections, views } from './registry.js';
export type { Kept, View } from './view/view.js';
export type { Placed } from './view/table.js';
export { foldFromZero } from './view/fold.js';
export { rowProjection } from './view/row-projection.js';
export { digestOfRows, digestOfTable } from './view/digest.js';
export { copyText } from './view/copy-rows.js';

export { Cursors } from './page/cursors.js';
export type { Page, PageRequest, Reader } from './page/reader.js';
export { rangeOf, type TimeRange } from './page/filters.js';

export * from './queue/queue-queries.js';
export type { QueueRow } from './queue/queue-view.js';
export * from './conversations/conversation-queries.js';
export { ViewHints } from './conversations/view-hints.js';
export type { ConversationRow } from './conversations/conversations-view.js';
export * from './inbox/inbox-queries.js';
export * from './board/board-queries.js';
export * from './timeline/timeline-queries.js';
export type { TimelineRow } from './timeline/timeline-view.js';
export * from './turns/turn-queries.js';
export type { TurnRow } from './turns/turns-view.js';
export * from './deadlines/deadline-queries.js';
export { deadlineJobKey, deadlineTask, type DeadlineJob } from './deadline-jobs/deadline-jobs.js';
export { removedMemberTask, type RemovedMemberJob } from './deadline-jobs/removed-members.js';
export type { DeadlineRow } from './deadlines/deadlines-view.js';
export * from './modes/mode-queries.js';
export type { ModeRow, ModeSource } from './modes/modes-view.js';
export * from './handoffs/handoff-queries.js';
export type { Direction, HandoffRow } from './handoffs/handoff-entry.js';
export * from './audit-log/audit-log-queries.js';
export { auditTypes, type AuditEvent } from './audit-log/audit-types.js';
export type { AuditRow } from './audit-log/audit-log-view.js';
export * from './contacts/contact-queries.js';
export type { ContactRow, Identity } from './contacts/contacts-view.js';
export type { FollowUpRow } from './contacts/follow-ups-view.js';
export * from './metrics/metric-queries.js';
export {
  RebuildRunning,
  rebuildView,
  rebuildViews,
  RebuildInterrupted,
  type RebuildOptions,
  type Rebuilt,
} from './rebuild/rebuild-view.js';
export { changesAfter, type Change, type Changes, type ChangesRequest, type Touched } from './live/live-changes.js';
export { parseAsOf, requireReached, type AsOf } from './time-travel/as-of.js';
export { conversationAsOf, type PastConversation } from './time-travel/conversation-as-of.js';
export { pastTimelinePage } from './time-travel/past-timeline.js';
export { queueAsOf, type PastQueue, type PastQueueFilter } from './time-travel/queue-as-of.js';
export { parseOtherwise, type Otherwise } from './what-if/configuration.js';
export type { Moment, Unknown } from './what-if/replay.js';
export { whatIf, type WhatIf, type WhatIfConversation, type WhatIfRequest } from './what-if/what-if.js';
export type { WhatIfSummary } from './what-if/summary.js';
