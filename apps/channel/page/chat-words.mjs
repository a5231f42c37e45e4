// What the window itself says, in the language of the browser. What the platform tells customers comes in theirs from the server.
const texts = {
  en: {
    assistant: 'assistant',
    assistantName: 'Assistant',
    team: 'Our team',
    you: 'You',
    write: 'Write a message',
    yourMessage: 'Your message',
    send: 'Send',
    person: 'Talk to a person',
    delivered: 'Delivered',
    file: 'File: {name}',
    opens: 'We are back {when}.',
    yes: 'Yes, please',
    no: 'No, thank you',
    reach: 'How can we reach you?',
    name: 'Name',
    phone: 'Phone',
    email: 'E-mail',
    leave: 'Leave my details',
    useless: 'Please give a phone number or an e-mail address we can use.',
    thanks: 'Thank you. We have your details, and a person will get back to you.',
    hello: 'Chat with us',
    weHelp: 'We are here to help.',
    assistantAnswers: 'Our assistant answers.',
    looking: 'We are looking for a person for you.',
    personAnswers: 'A person from our team answers.',
    ended: 'Conversation ended',
    again: 'Write again to begin a new one.',
    fresh: 'New conversation',
    next: 'You are next in line.',
    nth: 'You are number {n} in line.',
    about: 'About {n} min.',
    offline: 'No connection. Please try again.',
    trying: 'No connection. Trying again …',
    wrong: 'Something went wrong.',
  },
  de: {
    assistant: 'Assistent',
    assistantName: 'Assistent',
    team: 'Unser Team',
    you: 'Sie',
    write: 'Nachricht schreiben',
    yourMessage: 'Ihre Nachricht',
    send: 'Senden',
    person: 'Mit einem Menschen sprechen',
    delivered: 'Zugestellt',
    file: 'Datei: {name}',
    opens: 'Wir sind {when} wieder da.',
    yes: 'Ja, bitte',
    no: 'Nein, danke',
    reach: 'Wie erreichen wir Sie?',
    name: 'Name',
    phone: 'Telefon',
    email: 'E-Mail',
    leave: 'Absenden',
    useless: 'Bitte geben Sie eine gültige Telefonnummer oder E-Mail-Adresse an.',
    thanks: 'Danke. Wir haben Ihre Angaben, und ein Mensch meldet sich bei Ihnen.',
    hello: 'Schreiben Sie uns',
    weHelp: 'Wir helfen Ihnen gern.',
    assistantAnswers: 'Unser Assistent antwortet.',
    looking: 'Wir suchen einen Menschen für Sie.',
    personAnswers: 'Ein Mensch aus unserem Team antwortet.',
    ended: 'Gespräch beendet',
    again: 'Schreiben Sie wieder, um ein neues zu beginnen.',
    fresh: 'Neues Gespräch',
    next: 'Sie sind als Nächstes an der Reihe.',
    nth: 'Sie sind Nummer {n} in der Warteschlange.',
    about: 'Etwa {n} Min.',
    offline: 'Keine Verbindung. Bitte versuchen Sie es noch einmal.',
    trying: 'Keine Verbindung. Neuer Versuch …',
    wrong: 'Etwas ist schiefgegangen.',
  },
};

export const language = navigator.languages.map((one) => one.slice(0, 2)).find((one) => one in texts) ?? 'en';

/** A text of the window; `{…}` are filled in. */
export const say = (name, facts = {}) => texts[language][name].replace(/\{(\w+)\}/g, (_, fact) => facts[fact]);

/** Puts the texts into what stands in the page already. */
export function speak() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-say]')) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll('[data-hint]')) element.placeholder = say(element.dataset.hint);
}
