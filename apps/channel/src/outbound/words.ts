import { defaultAgentSettings } from '#domain';

/** What the platform says where no agent's settings have words for it. */
export const platformWords = {
  /** Where a conversation never had an agent. */
  agent: defaultAgentSettings.messages,
  contactPath:
    'We cannot reach you here later. Leave your phone number or e-mail address, and a person will get back to you.',
  offHours: 'Our team is away at the moment. Your place in the queue is kept.',
  idleReturn: 'Our team has been quiet for a while, so our assistant answers again. Ask for a person at any time.',
  offerByText: 'Please answer “yes” or “no”.',
  formByText: 'Please answer with your phone number or your e-mail address.',
} as const;

/** The place in the queue, as one would say it. */
export function placeInWords(position: number, estimatedWaitSeconds: number | null): string {
  const place = position === 1 ? 'You are next in line.' : `You are number ${position} in line.`;
  if (estimatedWaitSeconds === null) return place;
  const minutes = Math.ceil(estimatedWaitSeconds / 60);
  return `${place} Estimated wait: ${minutes <= 1 ? 'about a minute' : `about ${minutes} minutes`}.`;
}
