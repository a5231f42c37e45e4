import { checkText } from '../limits.js';
import { refuse } from '../refusals.js';
import type { ContactDetails } from './events.js';

/**
 * Row 57: what a customer leaves so that somebody can get back to them: a phone number or an e-mail address at least.
 * @throws Rejected `invalid_details`, `text_too_long`
 */
export function checkDetails({ name, phone, email, note }: ContactDetails): void {
  const given = (value: string | undefined) => value !== undefined && value.trim() !== '';
  if (!given(phone) && !given(email)) throw refuse('invalid_details', { fields: ['phone', 'email'] });
  if (given(email) && !/^[^\s@]+@[^\s@]+$/.test(email ?? '')) throw refuse('invalid_details', { fields: ['email'] });
  // Numbers are written in many ways; one that nobody could dial has hardly any digits.
  if (given(phone) && (phone ?? '').replace(/\D/g, '').length < 3)
    throw refuse('invalid_details', { fields: ['phone'] });
  for (const [field, value] of Object.entries({ name, phone, email }))
    if (value !== undefined && value.length > 320)
      throw refuse('invalid_details', { fields: [field], limitCharacters: 320 });
  checkText('note', note);
}
