import { describe, expect, it } from '@jest/globals';
import { isOpen, isTimeZone, opensAt } from './business-hours.js';
import type { BusinessHours } from './events.js';

const weekdays = [1, 2, 3, 4, 5].map((day) => ({ day, opens: '09:00', closes: '17:00' }));
const berlin: BusinessHours = { timeZone: 'Europe/Berlin', weekly: weekdays, offHours: 'queue' };

describe('business hours', () => {
  it('are those of the clocks on the wall there, in winter and in summer', () => {
    expect(isOpen(berlin, '2026-11-20T08:00:00.000Z')).toBe(true); // 09:00
    expect(isOpen(berlin, '2026-11-20T07:59:59.999Z')).toBe(false);
    expect(isOpen(berlin, '2026-07-10T07:00:00.000Z')).toBe(true); // 09:00
    expect(isOpen(berlin, '2026-07-10T15:00:00.000Z')).toBe(false); // 17:00
    expect(isOpen(berlin, '2026-11-21T12:00:00.000Z')).toBe(false); // Saturday
  });

  it('begin again on the next day that has any', () => {
    expect(opensAt(berlin, '2026-11-20T17:00:00.000Z')).toBe('2026-11-23T08:00:00.000Z'); // Friday evening
    expect(opensAt(berlin, '2026-11-20T05:00:00.000Z')).toBe('2026-11-20T08:00:00.000Z'); // the same morning
    const mondays = { ...berlin, weekly: weekdays.slice(0, 1) };
    expect(opensAt(mondays, '2026-11-23T18:00:00.000Z')).toBe('2026-11-30T08:00:00.000Z');
    expect(opensAt({ ...berlin, weekly: [] }, '2026-11-20T05:00:00.000Z')).toBeNull();
  });

  it('begin at the right instant over a change of the clocks, and in the hour it leaves out', () => {
    expect(opensAt(berlin, '2026-03-27T18:00:00.000Z')).toBe('2026-03-30T07:00:00.000Z');
    const night = { ...berlin, weekly: [{ day: 7, opens: '02:30', closes: '05:00' }] };
    expect(opensAt(night, '2026-03-28T18:00:00.000Z')).toBe('2026-03-29T01:30:00.000Z');
  });

  it('may last until midnight, and lie a day ahead of ours', () => {
    const tokyo: BusinessHours = {
      ...berlin,
      timeZone: 'Asia/Tokyo',
      weekly: [{ day: 6, opens: '00:00', closes: '24:00' }],
    };
    expect(isOpen(tokyo, '2026-11-20T15:00:00.000Z')).toBe(true); // Saturday there
    expect(isOpen(tokyo, '2026-11-21T14:59:00.000Z')).toBe(true);
    expect(isOpen(tokyo, '2026-11-21T15:00:00.000Z')).toBe(false);
  });

  it('know the time zones there are', () => {
    expect([isTimeZone('America/New_York'), isTimeZone('Mars/Base')]).toEqual([true, false]);
  });
});
