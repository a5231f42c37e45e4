import { Text } from './fields.js';

/** A query's moment: checked where it is used, which knows how far the log has come. */
export const AsOf = () =>
  Text({
    max: 40,
    optional: true,
    about:
      'Show it as it was at this time (RFC 3339) or position of the log. Your rights and all erasures of today apply to the past too.',
    example: '2026-11-20T09:30:00.000Z',
  });

/** What a moment may be refused with. */
export const asOfRefusals = ['as_of_invalid', 'moment_to_come', 'position_beyond_head'] as const;
