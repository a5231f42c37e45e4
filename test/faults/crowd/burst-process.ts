import { sendPaced, type Paced } from './paced-requests.js';

/* Whoever sends too much does it from a process of its own, so that it does not hold up those who measure. */

process.on('message', (load: Paced) => {
  void sendPaced(load).then(({ sent, byStatus }) => process.send!({ sent, byStatus }));
});
process.on('disconnect', () => process.exit());
