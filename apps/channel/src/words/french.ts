import type { Words } from './words.js';

export const french: Words = {
  handoff: 'Je vous mets en relation avec une personne de notre équipe.',
  joined: 'Un membre de notre équipe a rejoint la conversation.',
  offer: 'Souhaitez-vous parler à une personne de notre équipe ?',
  contactForm:
    'Personne n’est disponible pour le moment. Laissez votre numéro de téléphone ou votre adresse e-mail, et nous vous recontacterons.',
  contactPath:
    'Nous ne pourrons pas vous joindre ici plus tard. Laissez votre numéro de téléphone ou votre adresse e-mail, et une personne vous recontactera.',
  offHours: 'Notre équipe est absente pour le moment. Votre place dans la file est conservée.',
  idleReturn:
    'Notre équipe n’a pas répondu depuis un moment : notre assistant reprend. Vous pouvez demander une personne à tout moment.',
  offerByText: 'Répondez par « oui » ou par « non ».',
  formByText: 'Répondez avec votre numéro de téléphone ou votre adresse e-mail.',
  opens: 'Nous serons de retour le {date} à {time} UTC.',
  next: 'Vous êtes le prochain.',
  nth: 'Vous êtes numéro {n} dans la file.',
  wait: 'Attente estimée : {wait}.',
  aboutAMinute: 'environ une minute',
  aboutMinutes: 'environ {n} minutes',
  yes: 'Oui',
  no: 'Non',
};
