import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { detect, detectorVersion } from './detect.js';
import { compileKeywords } from './keywords.js';

describe('detection', () => {
  it('puts together what was found in a message, as plain data', () => {
    const detection = detect('Yes, I want a refund. Agent please!', { keywords: ['refund', 'legal'] });
    expect(detection).toEqual({
      detectorVersion,
      explicitRequest: true,
      explicitRule: 'bare',
      language: 'en',
      matched: 'Agent please!',
      keywords: ['refund'],
      answer: 'other',
      satisfied: false,
    });
    expect(JSON.parse(JSON.stringify(detection))).toEqual(detection);
  });

  it('leaves out what was not found', () => {
    expect(detect('where is my parcel')).toEqual({
      detectorVersion,
      explicitRequest: false,
      keywords: [],
      answer: 'other',
      satisfied: false,
    });
  });

  it('takes phrases or a compiled matcher', () => {
    expect(detect('a refund', { keywords: compileKeywords(['refund']) }).keywords).toEqual(['refund']);
  });

  it('answers any text at all, the same each time, and quotes only words of it', () => {
    const words = fc.constantFrom(
      'i',
      'dont',
      'want',
      'to',
      'tlak',
      'a',
      'real',
      'human',
      'agent',
      'please',
      '.',
      ',',
      "agent's",
    );
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const detection = detect(text);
        expect(detect(text)).toEqual(detection);
        expect(text).toContain(detection.matched ?? '');
        expect(detection.explicitRequest).toBe(detection.explicitRule !== undefined);
      }),
      { numRuns: 2000 },
    );
  });
});
