import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FieldReader, FieldWriter } from './wire-fields.js';

describe('the fields of a protobuf message', () => {
  it('come back as they were written, whatever their numbers and sizes', () => {
    const field = fc.integer({ min: 1, max: 2 ** 20 });
    const value = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(field, value)), (fields) => {
        const writer = new FieldWriter();
        for (const [number, one] of fields)
          if (typeof one === 'bigint') writer.uint64(number, one);
          else writer.bytes(number, one);
        const reader = new FieldReader(writer.finish());
        for (const [number, one] of fields) {
          expect([reader.next(), reader.field]).toEqual([true, number]);
          if (typeof one === 'bigint') expect(reader.uint64()).toBe(one);
          else expect([...reader.bytes()]).toEqual([...one]);
        }
        expect(reader.next()).toBe(false);
      }),
    );
  });

  it('may be passed over by a reader that does not know them', () => {
    const message = new FieldWriter()
      .uint64(1, 2n ** 60n)
      .bytes(2, Buffer.from('two'))
      .message(3, new FieldWriter());
    // Fixed widths are not written here, but a newer server may send them.
    const fixed = Buffer.concat([Buffer.from([4 * 8 + 1]), Buffer.alloc(8), Buffer.from([5 * 8 + 5]), Buffer.alloc(4)]);
    const reader = new FieldReader(Buffer.concat([message.finish(), fixed, new FieldWriter().uint64(6, 7n).finish()]));
    const seen: number[] = [];
    while (reader.next()) {
      seen.push(reader.field);
      if (reader.field === 6) expect(reader.uint64()).toBe(7n);
      else reader.skip();
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('never run past the end of their message', () => {
    const inner = new FieldWriter().bytes(1, Buffer.from('words')).finish();
    const cut = Buffer.concat([new FieldWriter().bytes(1, inner.subarray(0, 4)).finish(), Buffer.from('rest')]);
    const outer = new FieldReader(cut);
    outer.next();
    const message = outer.message();
    message.next();
    expect(() => message.string()).toThrow(RangeError);
  });
});
