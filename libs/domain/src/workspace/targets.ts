import type { Decision } from '../kernel.js';
import { changed, requireAdmin, type By, type WorkspaceContext } from './change.js';
import type { WorkspaceEvent, WorkspaceEventMap } from './events.js';
import type { Workspace } from './state.js';

type Now = Pick<WorkspaceContext, 'at'>;
type Told<Type extends keyof WorkspaceEventMap> = Omit<WorkspaceEventMap[Type], 'entry' | 'byName'>;

export type ChangeWebhook = By & Told<'WebhookChanged'>;

/**
 * Somebody changes who else hears of events. The webhook itself is kept beside the log: this says that it changes, and by whom.
 * @throws Rejected `role_not_allowed`, `workspace_not_found`
 */
export function recordWebhookChanged(state: Workspace, request: ChangeWebhook, now: Now): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { member, ...told } = request;
  return changed(state, 'WebhookChanged', told, { member }, now);
}

export type ChangeConnector = By & Told<'ConnectorChanged'>;

/** Somebody changes how a channel reaches its customers. @throws Rejected as `recordWebhookChanged` */
export function recordConnectorChanged(state: Workspace, request: ChangeConnector, now: Now): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { member, ...told } = request;
  return changed(state, 'ConnectorChanged', told, { member }, now);
}
