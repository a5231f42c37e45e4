import { startEventStoreNode } from '#embedded-event-store';

/*
 * The second process of standalone: the event store node on its own database. Its settings come through the environment, since a
 * command line can be read by everybody on the machine. It ends with its parent: the channel between them closes.
 */
const url = process.env.EVENTSTORE_NODE_POSTGRES;
if (url === undefined || process.send === undefined) throw new Error('this program is started by apps/standalone');

// A Ctrl-C in the terminal reaches this process too; it goes on until the application has drained and tells it to stop.
process.on('SIGINT', () => undefined);

const node = await startEventStoreNode({ port: 0, storage: { kind: 'postgres', url } });
process.send({ connectionString: node.connectionString });

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  void node.stop().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('disconnect', stop);
