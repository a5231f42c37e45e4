export * from './codec.js';
export * from './command-id.js';
export * from './decide-on.js';
export * from './event-store.js';
export * from './events.js';
export * from './eventstoredb.js';
export * from './field-sealer.js';
export { forget, load, type Loaded } from './loaded-streams.js';
export { SharedReading } from './shared-reading.js';
