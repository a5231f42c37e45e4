import type { ServerResponse } from 'node:http';

/**
 * Writes to a client as fast as it reads, and no faster: at most one piece waits in memory. A client that reads nothing for too long is
 * cut off; it comes back with the id of what it saw last.
 */
export class SlowWriter {
  constructor(
    private readonly response: ServerResponse,
    private readonly patienceMs: number,
  ) {}

  /** True once it may be given more; false when the client is gone or was cut off. */
  async write(piece: string): Promise<boolean> {
    const { response } = this;
    if (response.destroyed || response.writableEnded) return false;
    if (response.write(piece)) return true;
    return new Promise((resolve) => {
      const settle = (drained: boolean) => {
        clearTimeout(timer);
        response.off('drain', onDrain).off('close', onClose);
        resolve(drained);
      };
      const onDrain = () => settle(true);
      const onClose = () => settle(false);
      const timer = setTimeout(() => {
        response.destroy();
        settle(false);
      }, this.patienceMs);
      response.once('drain', onDrain).once('close', onClose);
    });
  }

  end(last = ''): void {
    if (!this.response.destroyed) this.response.end(last);
  }
}
