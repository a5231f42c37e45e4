export { startEventStoreNode, type EventStoreNode, type EventStoreNodeOptions } from './node.js';
export { WriterLockTaken } from './postgres/writer-connection.js';
