export { isTooDeep, maxDepth } from './depth.js';
export type { EdgeSettings } from './edge-settings.js';
export { guardEdge } from './guard-edge.js';
export { LogLines, oneLine } from './log-lines.js';
export { problemBody, problemType } from './problem-text.js';
export { bucketsOf, isPaceless, ownProcess, refuseTooSoon, tooSoon, type TooSoon } from './rates.js';
export { securityHeaders } from './security-headers.js';
export { serverOptions } from './server-options.js';
export { TokenBuckets, type Pace } from './token-buckets.js';
