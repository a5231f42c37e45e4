export * from './kernel.js';
export * from './personal-fields.js';
export * from './conversation/events.js';
export * from './agent/events.js';
export * from './workspace/events.js';
export * from './contact/events.js';
export * from './upcasts.js';
