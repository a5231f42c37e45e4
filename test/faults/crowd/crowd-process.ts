import { sendPaced, type Paced } from './paced-requests.js';
import { idleConnections, slowBodies, slowHeaders, type Crowd } from './slow-clients.js';

/** What stands at the door. */
export type Asked =
  | { readonly kind: 'idle' | 'slow'; readonly port: number; readonly token: string; readonly count: number }
  | { readonly kind: 'burst'; readonly load: Paced };

/* The crowd comes from a process of its own, so that it holds up the product and not those who measure. */

let crowds: readonly Crowd[] = [];

process.on('message', (asked: Asked | 'stop') => {
  if (asked === 'stop') return void process.send!(crowds.map((crowd) => crowd.stop()));
  if (asked.kind === 'burst')
    return void sendPaced(asked.load).then(({ sent, byStatus }) => process.send!([{ sent, byStatus }]));
  const { kind, port, token, count } = asked;
  const half = count / 2;
  void Promise.all(
    kind === 'idle' ? [idleConnections(port, count)] : [slowHeaders(port, half), slowBodies(port, half, token)],
  ).then((made) => {
    crowds = made;
    process.send!('there');
  });
});
process.on('disconnect', () => process.exit());
