import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeFrame,
  encodeBrokenLink,
  encodeFrame,
  encodeResolvedLink,
  positionOf,
  withStructuredIds,
} from './event-frame.js';
import { shared, streams } from '../contract/generated-messages.js';
import { MalformedMessage } from './protobuf.js';
import { halvesOfUuid } from './uuid.js';

const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => value.isWellFormed());
const bytes = fc.uint8Array({ maxLength: 300 }).map((value) => Buffer.from(value));
const number = (min: bigint) => fc.bigInt({ min, max: 9_223_372_036_854_775_807n });

const event = fc.record({
  id: fc.uuid(),
  stream: text,
  revision: number(0n),
  position: number(1n),
  type: text,
  contentType: fc.constantFrom('application/json', 'application/octet-stream'),
  created: number(0n),
  data: bytes,
  metadata: bytes,
});

describe('the frame of an event', () => {
  it('is what the generated code reads as the same event', () => {
    fc.assert(
      fc.property(event, (original) => {
        const read = streams.ReadResp.deserializeBinary(encodeFrame(original)).getEvent()!;
        const recorded = read.getEvent()!;
        expect(read.getCommitPosition()).toBe(String(original.position));
        expect(recorded.getId()!.getString()).toBe(original.id);
        expect(Buffer.from(recorded.getStreamIdentifier()!.getStreamName_asU8()).toString()).toBe(original.stream);
        expect(recorded.getStreamRevision()).toBe(String(original.revision));
        expect(recorded.getPreparePosition()).toBe(String(original.position));
        expect(recorded.getMetadataMap().get('type')).toBe(original.type);
        expect(recorded.getMetadataMap().get('content-type')).toBe(original.contentType);
        expect(recorded.getMetadataMap().get('created')).toBe(String(original.created));
        expect(Buffer.from(recorded.getData_asU8())).toEqual(original.data);
        expect(Buffer.from(recorded.getCustomMetadata_asU8())).toEqual(original.metadata);
      }),
    );
  });

  it('decodes to the event it was made of', () => {
    fc.assert(
      fc.property(event, (original) => {
        const frame = encodeFrame(original);
        expect(decodeFrame(frame)).toEqual(original);
        expect(positionOf(frame)).toBe(original.position);
      }),
    );
  });

  it('of a resolved link holds target and link, and the position of the link', () => {
    fc.assert(
      fc.property(event, event, (target, link) => {
        const frame = encodeResolvedLink(encodeFrame(target), encodeFrame(link));
        const read = streams.ReadResp.deserializeBinary(frame).getEvent()!;
        expect(read.getEvent()!.getId()!.getString()).toBe(target.id);
        expect(read.getLink()!.getId()!.getString()).toBe(link.id);
        expect(read.getCommitPosition()).toBe(String(link.position));
      }),
    );
  });

  it('of a broken link holds the link alone', () => {
    fc.assert(
      fc.property(event, (link) => {
        const read = streams.ReadResp.deserializeBinary(encodeBrokenLink(encodeFrame(link))).getEvent()!;
        expect(read.hasEvent()).toBe(false);
        expect(read.getLink()!.getId()!.getString()).toBe(link.id);
      }),
    );
  });

  it('can have its ids as two integers, and is the same otherwise', () => {
    fc.assert(
      fc.property(event, event, (target, link) => {
        const plain = encodeResolvedLink(encodeFrame(target), encodeFrame(link));
        const read = streams.ReadResp.deserializeBinary(withStructuredIds(plain));
        for (const [recorded, original] of [
          [read.getEvent()!.getEvent()!, target],
          [read.getEvent()!.getLink()!, link],
        ] as const) {
          const halves = recorded.getId()!.getStructured()!;
          const [most, least] = halvesOfUuid(original.id);
          expect([halves.getMostSignificantBits(), halves.getLeastSignificantBits()]).toEqual([`${most}`, `${least}`]);
          recorded.setId(new shared.UUID().setString(original.id));
        }
        expect(Buffer.from(read.serializeBinary())).toEqual(
          Buffer.from(streams.ReadResp.deserializeBinary(plain).serializeBinary()),
        );
      }),
    );
  });

  it('is refused, not misread, when bytes are cut off', () => {
    fc.assert(
      fc.property(event, fc.nat(), (original, cut) => {
        const frame = encodeFrame(original);
        const broken = frame.subarray(0, cut % frame.length);
        expect(() => decodeFrame(broken)).toThrow(MalformedMessage);
      }),
    );
  });
});
