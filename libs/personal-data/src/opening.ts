/* A second door beside the index, for threads: nothing behind it brings the client of the event store along, which each thread would load anew. */
export type { OpenedText } from './box.js';
export type { KeyOf } from './key-store.js';
export { NotCommittedTo, type CommittedBox } from './open-many.js';
export { SaltedOpener } from './salted-opener.js';
