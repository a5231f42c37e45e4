import type { Words } from './words.js';

export const spanish: Words = {
  handoff: 'Le pongo en contacto con una persona de nuestro equipo.',
  joined: 'Un miembro de nuestro equipo se ha unido a la conversación.',
  offer: '¿Desea hablar con una persona de nuestro equipo?',
  contactForm:
    'Ahora no hay nadie libre. Deje su número de teléfono o su correo electrónico y nos pondremos en contacto con usted.',
  contactPath:
    'Más tarde no podremos localizarle aquí. Deje su número de teléfono o su correo electrónico y una persona se pondrá en contacto con usted.',
  offHours: 'Nuestro equipo no está en este momento. Conservamos su lugar en la cola.',
  idleReturn:
    'Nuestro equipo lleva un rato sin responder, así que vuelve a contestar nuestro asistente. Puede pedir una persona en cualquier momento.',
  offerByText: 'Responda «sí» o «no», por favor.',
  formByText: 'Responda con su número de teléfono o su correo electrónico, por favor.',
  opens: 'Volvemos el {date} a las {time} UTC.',
  next: 'Es el siguiente en la cola.',
  nth: 'Es el número {n} en la cola.',
  wait: 'Espera estimada: {wait}.',
  aboutAMinute: 'alrededor de un minuto',
  aboutMinutes: 'unos {n} minutos',
  yes: 'Sí',
  no: 'No',
};
