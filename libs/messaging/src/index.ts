export { asyncApiDocument } from './published/async-api.js';
export { KeepSealed } from './published/keep-sealed.js';
export { openPersonal } from './published/open-personal.js';
export { toPublic } from './published/to-public.js';
export type { PublishedEvent } from './published/published-event.js';
export * from './published/topics.js';
