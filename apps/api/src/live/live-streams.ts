import { Logger, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { can } from '#access';
import { Rejected } from '#domain';
import { securityHeaders } from '#edge';
import type { Caller } from '../http/caller.js';
import { HttpProblem } from '../http/problem.js';
import { changeFrame, frame, heartbeat, retryLine } from './event-frames.js';
import { liveActions, shownTo } from './live-access.js';
import type { LiveNotifications, Told } from './live-notifications.js';
import type { Looked, SharedChanges } from './shared-changes.js';
import { SlowWriter } from './slow-writer.js';

export interface LiveLimits {
  /** How often a silent stream says that it is alive. */
  readonly heartbeatMs: number;
  /** How long a client may read nothing of what was written. */
  readonly patienceMs: number;
  /** The most streams that one caller may have open in this process. */
  readonly perCaller: number;
}

/** What one stream tells. */
export interface Wanted {
  readonly after: bigint;
  readonly conversationId?: string;
}

/** The open streams of this process: each follows the views from its own place, and all end at once when the process is to stop. */
export class LiveStreams implements OnModuleDestroy {
  private readonly logger = new Logger('Live');
  private readonly stopping = new AbortController();
  private readonly open = new Map<string, number>();

  constructor(
    private readonly changes: SharedChanges,
    private readonly notifications: LiveNotifications,
    private readonly limits: LiveLimits,
  ) {}

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /**
   * Answers with a stream that ends when the client goes, may no longer see anything, or the process stops.
   * @param again finds out anew who calls: tokens expire and roles change while a stream is open
   * @throws HttpProblem `too_many_streams`
   */
  async serve(reply: FastifyReply, caller: Caller, wanted: Wanted, again: () => Promise<Caller>): Promise<void> {
    // Who asks for the head only would never hear the end of it.
    if (reply.request.method === 'HEAD') return void reply.header('content-type', headers['content-type']).send();
    const key = `${caller.workspaceId} ${caller.principal.id}`;
    const mine = this.open.get(key) ?? 0;
    if (mine >= this.limits.perCaller)
      throw new HttpProblem(
        429,
        'too_many_streams',
        'Close a stream before you open another.',
        { limit: this.limits.perCaller },
        { 'retry-after': '5' },
      );
    this.open.set(key, mine + 1);
    const gone = new AbortController();
    const response = reply.hijack().raw;
    response.once('close', () => gone.abort());
    // A client that goes in the middle of a write is no fault.
    response.on('error', () => gone.abort());
    const writer = new SlowWriter(response, this.limits.patienceMs);
    let told: Told | undefined;
    try {
      told = await this.notifications.follow(caller, wanted.conversationId);
      response.writeHead(200, { ...headers, 'x-request-id': caller.requestId });
      const over = AbortSignal.any([gone.signal, this.stopping.signal]);
      const last = await this.follow(writer, wanted, told, again, over);
      writer.end(last);
    } catch (error) {
      // The client comes back with the id of what it saw last, and hears then what is wrong.
      this.logger.warn(`a stream ended: ${error instanceof Error ? error.message : String(error)}`);
      response.destroy();
    } finally {
      told?.end();
      const left = (this.open.get(key) ?? 1) - 1;
      if (left > 0) this.open.set(key, left);
      else this.open.delete(key);
    }
  }

  /** Tells changes until it is over; what it returns is the last thing said. */
  private async follow(
    writer: SlowWriter,
    { after, conversationId }: Wanted,
    told: Told | undefined,
    again: () => Promise<Caller>,
    over: AbortSignal,
  ): Promise<string> {
    let position = after;
    if (!(await writer.write(retryLine + frame('ready', position, { position: String(position) })))) return '';
    while (!over.aborted) {
      const caller = await again().catch(refusalOf);
      if (!('principal' in caller)) return frame('ended', position, caller);
      if (!liveActions.some((action) => can(caller.principal, action)))
        return frame('ended', position, { code: 'role_not_allowed' });
      const follow = conversationId === undefined ? {} : { conversationId };
      const read = await this.changes.read({ workspaceId: caller.workspaceId, after: position, ...follow });
      for (const change of read.changes) {
        const touches = shownTo(caller, change.touches);
        if (touches.length > 0 && !(await writer.write(changeFrame(change, touches)))) return '';
        if (over.aborted) return '';
      }
      position = read.position;
      for (const notification of (await told?.take()) ?? [])
        if (!(await writer.write(frame('notification', position, notification)))) return '';
      if (!read.more && !(await this.sleep(writer, read, told, over))) return '';
    }
    return '';
  }

  /** Waits for something to look at; false when the client is gone. Wakes for a heartbeat too, so that rights are looked at again. */
  private async sleep(
    writer: SlowWriter,
    { position, seen }: Looked,
    told: Told | undefined,
    over: AbortSignal,
  ): Promise<boolean> {
    const quiet = AbortSignal.timeout(this.limits.heartbeatMs);
    await this.changes.further(seen, AbortSignal.any([over, quiet, ...(told === undefined ? [] : [told.stirred])]));
    return over.aborted || !quiet.aborted || writer.write(heartbeat(position));
  }
}

const headers = {
  ...securityHeaders,
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // Its end is the end of the connection: one kept for later would keep the process from stopping.
  connection: 'close',
  // nginx would keep what is small until there is more.
  'x-accel-buffering': 'no',
};

/** Why somebody is no longer let in, as the end of the stream says it. */
function refusalOf(error: unknown): { readonly code: string; readonly detail: string } {
  if (error instanceof Rejected || error instanceof HttpProblem) return { code: error.code, detail: error.detail };
  throw error;
}
