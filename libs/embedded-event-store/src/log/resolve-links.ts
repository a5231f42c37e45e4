import { decodeFrame, encodeBrokenLink, encodeResolvedLink } from '../wire/event-frame.js';
import type { EventLog } from './event-log.js';
import { viewStream } from './read-pages.js';

const LINK_TYPE = '$>';
/** Data of a link: revision, `@`, stream. */
const LINK = /^(\d{1,19})@(.+)$/s;

/** The frames with every link replaced by the event it points to and the link; other events stay as they are. */
export function resolveLinks(log: EventLog, frames: readonly Buffer[]): Promise<Buffer[]> {
  return Promise.all(frames.map((frame) => resolveLink(log, frame)));
}

async function resolveLink(log: EventLog, frame: Buffer): Promise<Buffer> {
  const event = decodeFrame(frame);
  if (event.type !== LINK_TYPE) return frame;
  const target = await findTarget(log, event.data.toString('utf8'));
  return target ? encodeResolvedLink(target, frame) : encodeBrokenLink(frame);
}

/** The event linked to, unless it was never written or is hidden or deleted. */
async function findTarget(log: EventLog, link: string): Promise<Buffer | undefined> {
  const [, number, stream] = LINK.exec(link) ?? [];
  if (number === undefined || stream === undefined) return undefined;
  const revision = BigInt(number);
  const view = await viewStream(log, stream);
  if (view.kind !== 'found' || revision < view.first || revision > view.last) return undefined;
  const [target] = await log.storage.readStream(stream, { direction: 'forwards', from: revision, limit: 1 });
  if (!target || (view.notBefore !== undefined && decodeFrame(target).created < view.notBefore)) return undefined;
  return target;
}
