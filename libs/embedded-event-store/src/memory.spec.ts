import { eventStoreContract } from './contract/event-store.contract.js';
import { startEventStoreNode } from './index.js';

eventStoreContract('an event store in memory', () => startEventStoreNode({ storage: { kind: 'memory' }, port: 0 }));
