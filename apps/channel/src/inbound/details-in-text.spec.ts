import { describe, expect, it } from '@jest/globals';
import { detailsIn } from './details-in-text.js';

describe('contact details in an answer', () => {
  it.each([
    ['call me on +44 20 7946 0958 please', { phone: '+44 20 7946 0958' }],
    ['jo.smith+x@example.org', { email: 'jo.smith+x@example.org' }],
    ['0171/555-23 or jo@example.org', { phone: '0171/555-23', email: 'jo@example.org' }],
  ])('are found: %s', (text, details) => expect(detailsIn(text)).toEqual(details));

  it.each(['I would rather wait', 'order 4711', '', 'a@b', '1 2 3'])('are not in "%s"', (text) =>
    expect(detailsIn(text)).toBeUndefined(),
  );

  it('are looked for in linear time', () => {
    const started = performance.now();
    for (const text of ['a@'.repeat(8_000), '0 '.repeat(8_000), `${'x'.repeat(16_000)}@`, '.'.repeat(16_000)])
      detailsIn(text);
    expect(performance.now() - started).toBeLessThan(100);
  });
});
