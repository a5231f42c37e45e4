import type { NewEvent } from '../log/operation.js';
import { invalidArgument, missingMetadataProperty } from '../wire/call-error.js';
import type { ProposedMessage } from '../wire/write-request.js';

const JSON_CONTENT = 'application/json';
const BINARY_CONTENT = 'application/octet-stream';

/** @throws CallError when the id, the type or the content type is missing */
export function proposedEvent({ id, properties, data, metadata }: ProposedMessage): NewEvent {
  if (id === undefined) throw invalidArgument('An event has a UUID as its id.');
  const type = properties.get('type');
  const contentType = properties.get('content-type');
  if (type === undefined) throw missingMetadataProperty('type');
  if (contentType === undefined) throw missingMetadataProperty('content-type');
  // Whatever is not exactly JSON is stored as bytes, as on the real server.
  return { id, type, contentType: contentType === JSON_CONTENT ? JSON_CONTENT : BINARY_CONTENT, data, metadata };
}

/** What an event counts towards the size of its append: as the real server's Event.SizeOnDisk, which has UTF-16 types. */
export function sizeOf(event: NewEvent): number {
  return event.data.length + event.metadata.length + event.type.length * 2;
}
