import type { ServerResponse } from 'node:http';

interface Queue {
  working: number;
  readonly waiting: (() => void)[];
}

/** A turn that was taken: its end, and how to take another one. */
interface Turn {
  readonly end: () => void;
  readonly again: () => true | Promise<true>;
}

/** How much of one caller is in hand. */
export interface Share {
  /** How many of its requests are worked on at once. */
  readonly atOnce: number;
  /** How many more may wait. */
  readonly waiting: number;
}

/** Lets so many requests of one caller be worked on at once; those after them wait their turn, in the order in which they came. */
export class FairShare {
  private readonly queues = new Map<string, Queue>();
  private readonly turns = new WeakMap<ServerResponse, Turn>();

  /**
   * True at once, or when it is the request's turn; false where too many wait already. The turn ends when it is `done`, or with the
   * connection.
   */
  begin(who: string, { atOnce, waiting }: Share, response: ServerResponse): boolean | Promise<true> {
    return (this.queues.get(who)?.waiting.length ?? 0) < waiting && this.enter(who, atOnce, response);
  }

  private enter(who: string, atOnce: number, response: ServerResponse): true | Promise<true> {
    // Gone while it was found out who asks: nobody would hear of the end of its turn.
    if (response.destroyed) return new Promise(() => undefined);
    const queue = this.queues.get(who) ?? { working: 0, waiting: [] };
    this.queues.set(who, queue);
    if (queue.working < atOnce) {
      queue.working += 1;
      this.take(who, queue, atOnce, response);
      return true;
    }
    return new Promise((resolve) => {
      const go = () => {
        response.off('close', leave);
        this.take(who, queue, atOnce, response);
        resolve(true);
      };
      // Who goes away while waiting makes no room, and must not be worked for.
      const leave = () => void queue.waiting.splice(queue.waiting.indexOf(go), 1);
      response.once('close', leave);
      queue.waiting.push(go);
    });
  }

  /**
   * The answer is made. It may have to stand behind others of its connection until it is sent, and one of those may wait for a turn: who
   * kept it until then would wait for itself.
   */
  done(response: ServerResponse): void {
    this.turns.get(response)?.end();
  }

  /** Waits for something that takes no work, such as views that are behind: the turn is another request's meanwhile. */
  async aside<T>(response: ServerResponse, wait: () => Promise<T>): Promise<T> {
    const turn = this.turns.get(response);
    if (turn === undefined) return wait();
    turn.end();
    const found = await wait();
    await turn.again();
    return found;
  }

  private take(who: string, queue: Queue, atOnce: number, response: ServerResponse): void {
    const end = () => {
      response.off('close', end);
      if (this.turns.delete(response)) this.end(who, queue);
    };
    this.turns.set(response, { end, again: () => this.enter(who, atOnce, response) });
    response.once('close', end);
  }

  /** The turn goes to whoever waits longest. */
  private end(who: string, queue: Queue): void {
    const next = queue.waiting.shift();
    if (next !== undefined) return next();
    queue.working -= 1;
    if (queue.working === 0) this.queues.delete(who);
  }
}
