import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { frame } from '../contract/raw-streams.js';
import { decodeBatchAppendRequest } from './batch-append-request.js';
import { shared } from '../contract/generated-messages.js';
import { MalformedMessage } from './protobuf.js';
import { halvesOfUuid } from './uuid.js';

describe('a frame of BatchAppend', () => {
  it('is read as the generated code wrote it', () => {
    const id = randomUUID();
    const sent = frame(id, { stream: 'стрим', events: 2, final: true, deadline: 1_700_000_000_123 });
    const read = decodeBatchAppendRequest(Buffer.from(sent.serializeBinary()));
    expect(read).toMatchObject({ correlationId: id, isFinal: true });
    expect(read.options).toEqual({ stream: 'стрим', expected: 'any', deadline: 1_700_000_000_123 });
    expect(read.messages.map(({ properties, data }) => [properties.get('type'), data.toString()])).toEqual([
      ['raw', '{"n":0}'],
      ['raw', '{"n":1}'],
    ]);
  });

  it('may have its ids as two integers', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const sent = frame(id, {});
        const [most, least] = halvesOfUuid(id);
        const halves = new shared.UUID.Structured()
          .setMostSignificantBits(String(most))
          .setLeastSignificantBits(String(least));
        sent.setCorrelationId(new shared.UUID().setStructured(halves));
        expect(decodeBatchAppendRequest(Buffer.from(sent.serializeBinary())).correlationId).toBe(id);
      }),
    );
  });

  it('of random bytes is refused or read, and never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeBatchAppendRequest(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessage);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
