import { startEventStoreNode } from '#embedded-event-store';

/*
 * The second process of standalone: the event store node on its own database. Its settings come through the environment, since a
 * command line can be read by everybody on the machine. It ends with its parent: the channel between them closes.
 */
const url = process.env.EVENTSTORE_NODE_POSTGRES;
if (url === undefined || process.send === undefined) throw new Error('this program is started by apps/standalone');

/** How long the node of an application that was just killed may take to let go of the database, in milliseconds. */
const waitForLockMs = 15_000;

// A Ctrl-C in the terminal reaches this process too; it goes on until the application has drained and tells it to stop.
process.on('SIGINT', () => undefined);

const node = await startEventStoreNode({ storage: { kind: 'postgres', url }, port: 0, waitForLockMs });
process.send({ connectionString: node.connectionString });

const stop = () => void node.stop();
process.on('SIGTERM', stop);
process.on('disconnect', stop);

const reason = await node.stopped;
if (reason !== undefined) process.stderr.write(`event store: ${reason.message}\n`);
process.exit(reason === undefined ? 0 : 1);
