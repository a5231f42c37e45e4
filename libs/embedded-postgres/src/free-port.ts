import { createServer } from 'node:net';
import { PostgresPortError } from './errors.js';

export const loopback = '127.0.0.1';

/**
 * The port to listen on: the wanted one, or a free one when none is wanted.
 *
 * @throws PostgresPortError when the wanted one is taken or not ours to use
 */
export function choosePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(portTaken(wanted));
      else if (error.code === 'EACCES')
        reject(new PostgresPortError(`The port ${wanted} may not be used by this user: choose one above 1023.`));
      else reject(error);
    });
    probe.listen(wanted, loopback, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

export function portTaken(port: number): PostgresPortError {
  return new PostgresPortError(`The port ${port} for PostgreSQL is taken by another program: choose another one.`);
}
