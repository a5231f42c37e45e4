import type { ServerResponse } from 'node:http';

interface Queue {
  working: number;
  readonly waiting: (() => void)[];
}

/** Lets so many requests of one caller be worked on at once; those after them wait their turn, in the order in which they came. */
export class FairShare {
  private readonly queues = new Map<string, Queue>();

  /** True at once, or when it is the request's turn. The turn ends with the answer, or with the connection. */
  begin(who: string, atOnce: number, response: ServerResponse): true | Promise<true> {
    const queue = this.queues.get(who) ?? { working: 0, waiting: [] };
    this.queues.set(who, queue);
    if (queue.working < atOnce) {
      queue.working += 1;
      response.once('close', () => this.end(who, queue));
      return true;
    }
    return new Promise((resolve) => {
      const go = () => {
        response.off('close', leave);
        response.once('close', () => this.end(who, queue));
        resolve(true);
      };
      // Who goes away while waiting makes no room, and must not be worked for.
      const leave = () => void queue.waiting.splice(queue.waiting.indexOf(go), 1);
      response.once('close', leave);
      queue.waiting.push(go);
    });
  }

  /** The turn goes to whoever waits longest. */
  private end(who: string, queue: Queue): void {
    const next = queue.waiting.shift();
    if (next !== undefined) return next();
    queue.working -= 1;
    if (queue.working === 0) this.queues.delete(who);
  }
}
