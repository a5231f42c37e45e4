/** What the contact form's page says. */
export interface FormWords {
  readonly title: string;
  readonly why: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly note: string;
  readonly send: string;
  readonly useless: string;
  readonly thanks: string;
  readonly taken: string;
  readonly unknown: string;
  readonly noForm: string;
}

const texts: Readonly<Record<'en' | 'de', FormWords>> = {
  en: {
    title: 'How can we reach you?',
    why: 'Leave a phone number or an e-mail address, and a person will get back to you.',
    name: 'Name',
    phone: 'Phone',
    email: 'E-mail',
    note: 'Anything we should know',
    send: 'Send',
    useless: 'Please give a phone number or an e-mail address we can use.',
    thanks: 'Thank you',
    taken: 'We have your details, and a person will get back to you.',
    unknown: 'Not found',
    noForm: 'This link leads to no form. Please open it again from your chat.',
  },
  de: {
    title: 'Wie erreichen wir Sie?',
    why: 'Hinterlassen Sie eine Telefonnummer oder E-Mail-Adresse, und ein Mensch meldet sich bei Ihnen.',
    name: 'Name',
    phone: 'Telefon',
    email: 'E-Mail',
    note: 'Was wir wissen sollten',
    send: 'Senden',
    useless: 'Bitte geben Sie eine gültige Telefonnummer oder E-Mail-Adresse an.',
    thanks: 'Danke',
    taken: 'Wir haben Ihre Angaben, und ein Mensch meldet sich bei Ihnen.',
    unknown: 'Nicht gefunden',
    noForm: 'Dieser Link führt zu keinem Formular. Bitte öffnen Sie ihn noch einmal aus Ihrem Chat.',
  },
};

/** The language of a page by what a browser accepts (RFC 9110, section 12.5.4): the first of ours that it names. */
export function languageOf(accepted: string | undefined): keyof typeof texts {
  const named = (accepted ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return named.find((one): one is keyof typeof texts => one in texts) ?? 'en';
}

export function formWords(language: keyof typeof texts): FormWords {
  return texts[language];
}
