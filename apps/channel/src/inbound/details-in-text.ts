import type { ContactDetails } from '#domain';

/* Generous on purpose: what is found is shown to a person, who calls or writes. Both patterns are linear. */
const email = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/u;
const phone = /(?:\+|\b0|\b\d)[\d ()/.-]{5,24}\d/;

/** The telephone number and the e-mail address in a text; `undefined` where there is neither. */
export function detailsIn(text: string): ContactDetails | undefined {
  const head = text.slice(0, 2_000);
  const address = email.exec(head)?.[0];
  const number = phone.exec(address === undefined ? head : head.replace(address, ' '))?.[0];
  if (address === undefined && number === undefined) return undefined;
  return {
    ...(number === undefined ? {} : { phone: number.trim() }),
    ...(address === undefined ? {} : { email: address }),
  };
}
