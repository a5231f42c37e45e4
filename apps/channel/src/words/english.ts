import { defaultAgentSettings } from '#domain';
import type { Words } from './words.js';

export const english: Words = {
  ...defaultAgentSettings.messages,
  contactPath:
    'We cannot reach you here later. Leave your phone number or e-mail address, and a person will get back to you.',
  offHours: 'Our team is away at the moment. Your place in the queue is kept.',
  idleReturn: 'Our team has been quiet for a while, so our assistant answers again. Ask for a person at any time.',
  offerByText: 'Please answer “yes” or “no”.',
  formByText: 'Please answer with your phone number or your e-mail address.',
  opens: 'We are back on {date} at {time} UTC.',
  next: 'You are next in line.',
  nth: 'You are number {n} in line.',
  wait: 'Estimated wait: {wait}.',
  aboutAMinute: 'about a minute',
  aboutMinutes: 'about {n} minutes',
  yes: 'Yes',
  no: 'No',
};
