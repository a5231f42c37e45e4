export { actions, allowed, can, columns, isAction, permissionsTable, type Action, type Column } from './permissions.js';
export {
  actsForAgent,
  actorOf,
  isWorkspaceId,
  roles,
  type Identity,
  type Principal,
  type PrincipalRole,
} from './principal.js';
export { InvalidToken, IssuerUnavailable, type AboutKey } from './invalid-token.js';
export { issueToken, verifyToken } from './tokens.js';
export { OidcIssuer, oidcAlgorithms } from './oidc.js';
export { verifyBearer, type TrustedIssuers } from './bearer-tokens.js';
export { isApiKey, makeApiKey, principalOfKey, type NewApiKey } from './api-keys.js';
export { KeyUses } from './key-uses.js';
export { issueVisitorToken, verifyVisitorToken, type Visitor } from './visitor-tokens.js';
export { parseIssuerKey, type IssuerSettings } from './issuer-key.js';
export { withWorkspace } from './workspace-scope.js';
export { enableRowSecurity } from './row-security.js';
export { ApiKeyUses1795132802000 as ApiKeyUses } from './schema/1795132802000-api-key-uses.js';
export { openPool } from './open-pool.js';
export { databaseRoles, ensureDatabaseRoles, jobsRole, roleUrl, type DatabaseRole } from './database-roles.js';
