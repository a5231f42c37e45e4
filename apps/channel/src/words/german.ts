import type { Words } from './words.js';

export const german: Words = {
  handoff: 'Ich verbinde Sie mit einem Menschen aus unserem Team.',
  joined: 'Jemand aus unserem Team ist jetzt im Gespräch.',
  offer: 'Möchten Sie mit einem Menschen aus unserem Team sprechen?',
  contactForm:
    'Gerade ist niemand frei. Hinterlassen Sie Ihre Telefonnummer oder E-Mail-Adresse, und wir melden uns bei Ihnen.',
  contactPath:
    'Wir können Sie hier später nicht erreichen. Hinterlassen Sie Ihre Telefonnummer oder E-Mail-Adresse, und ein Mensch meldet sich bei Ihnen.',
  offHours: 'Unser Team ist gerade nicht da. Ihr Platz in der Warteschlange bleibt Ihnen.',
  idleReturn:
    'Unser Team war eine Weile still, darum antwortet wieder unser Assistent. Nach einem Menschen können Sie jederzeit fragen.',
  offerByText: 'Bitte antworten Sie mit „ja“ oder „nein“.',
  formByText: 'Bitte antworten Sie mit Ihrer Telefonnummer oder E-Mail-Adresse.',
  opens: 'Wir sind am {date} um {time} Uhr UTC wieder da.',
  next: 'Sie sind als Nächstes an der Reihe.',
  nth: 'Sie sind Nummer {n} in der Warteschlange.',
  wait: 'Geschätzte Wartezeit: {wait}.',
  aboutAMinute: 'etwa eine Minute',
  aboutMinutes: 'etwa {n} Minuten',
  yes: 'Ja',
  no: 'Nein',
};
