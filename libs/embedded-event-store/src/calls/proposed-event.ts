import type { NewEvent } from '../log/operation.js';
import { missingMetadataProperty } from '../wire/call-error.js';

const JSON_CONTENT = 'application/json';
const BINARY_CONTENT = 'application/octet-stream';

/** An event as it came, in either kind of append. */
export interface Proposal {
  readonly id: string;
  /** The metadata map of the message: `type` and `content-type` are required, anything else is ignored. */
  readonly properties: Readonly<Record<string, string>>;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

/** @throws CallError when the type or the content type is missing */
export function proposedEvent({ id, properties, data, metadata }: Proposal): NewEvent {
  const type = properties['type'];
  const contentType = properties['content-type'];
  if (type === undefined) throw missingMetadataProperty('type');
  if (contentType === undefined) throw missingMetadataProperty('content-type');
  // Whatever is not exactly JSON is stored as bytes, as on the real server.
  return { id, type, contentType: contentType === JSON_CONTENT ? JSON_CONTENT : BINARY_CONTENT, data, metadata };
}

/** What an event counts towards the size of its append: as the real server's Event.SizeOnDisk, which has UTF-16 types. */
export function sizeOf(event: NewEvent): number {
  return event.data.length + event.metadata.length + event.type.length * 2;
}
