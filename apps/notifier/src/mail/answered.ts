import type { Tried } from '#messaging';

/** Of the mail itself, or of whom it goes to, as nodemailer names it; everything else is between the mail server and us. */
const aboutTheMail = ['EENVELOPE', 'EMESSAGE'];

/**
 * What an error of sending means. RFC 5321, section 4.2.1: 4yz passes, 5yz does not; but a server that takes no mail from us at all (a wrong
 * password, a certificate that ran out) says nothing about this mail, and an operator can put that right. Without an answer the
 * server was not there.
 */
export function triedOfMail(error: unknown): Tried {
  const { responseCode, code } = error as { responseCode?: unknown; code?: unknown };
  if (typeof responseCode !== 'number') return { state: 'again', code: 'smtp_unreachable' };
  const refused = responseCode >= 500 && typeof code === 'string' && aboutTheMail.includes(code);
  return { state: refused ? 'failed' : 'again', code: `smtp_${responseCode}` };
}
