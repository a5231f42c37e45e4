export { allow, can, actions, type Action } from './permissions.js';
export { actsForAgent, actorOf, isWorkspaceId, roles, type Principal, type PrincipalRole } from './principal.js';
export { issueToken, verifyToken, InvalidToken, type IssuerSettings } from './tokens.js';
export { issueVisitorToken, verifyVisitorToken, type Visitor } from './visitor-tokens.js';
export { parseIssuerKey, type IssuerKey } from './issuer-key.js';
export { withWorkspace } from './workspace-scope.js';
export { enableRowSecurity } from './row-security.js';
export { databaseRoles, ensureDatabaseRoles, jobsRole, roleUrl, type DatabaseRole } from './database-roles.js';
