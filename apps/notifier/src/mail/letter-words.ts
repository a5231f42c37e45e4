import type { NoticeLanguage, NotificationKind } from '#messaging';

/** What a mail says of one kind of notification. `{…}` are filled in. */
interface Told {
  readonly subject: string;
  readonly sentence: string;
}

/** Everything a mail says, in one language. */
export interface LetterWords extends Readonly<Record<NotificationKind, Told>> {
  readonly reason: string;
  readonly workspace: string;
  readonly conversation: string;
  readonly since: string;
}

const english: LetterWords = {
  waiting: { subject: 'A customer is waiting', sentence: 'A customer is waiting for a person.' },
  assigned: {
    subject: 'A conversation was assigned to you',
    sentence: 'A conversation was assigned to you.',
  },
  taken_over: {
    subject: 'A colleague took over your conversation',
    sentence: 'A colleague took over a conversation that was yours.',
  },
  message: { subject: 'A customer wrote', sentence: 'A customer of yours wrote.' },
  customer_asked: {
    subject: 'A customer asks for a person again',
    sentence: 'A customer of yours asks for a person again.',
  },
  outside_reply: {
    subject: 'Somebody answered in another application',
    sentence: 'Somebody answered your customer in another application.',
  },
  webhook_disabled: {
    subject: 'A webhook was disabled',
    sentence: 'A webhook does not work any more and was disabled. Last answer: {code}.',
  },
  reason: 'Reason: {reason}.',
  workspace: 'Workspace',
  conversation: 'Conversation',
  since: 'Since',
};

const german: LetterWords = {
  waiting: { subject: 'Jemand wartet', sentence: 'Jemand wartet auf einen Menschen aus Ihrem Team.' },
  assigned: {
    subject: 'Ein Gespräch wurde Ihnen zugewiesen',
    sentence: 'Ein Gespräch wurde Ihnen zugewiesen.',
  },
  taken_over: {
    subject: 'Ihr Gespräch wurde übernommen',
    sentence: 'Jemand aus Ihrem Team hat ein Gespräch übernommen, das Ihres war.',
  },
  message: {
    subject: 'Eine neue Nachricht in Ihrem Gespräch',
    sentence: 'In einem Ihrer Gespräche ist eine Nachricht angekommen.',
  },
  customer_asked: {
    subject: 'Es wird wieder nach einem Menschen gefragt',
    sentence: 'In einem Ihrer Gespräche wird wieder nach einem Menschen gefragt.',
  },
  outside_reply: {
    subject: 'Eine Antwort aus einer anderen Anwendung',
    sentence: 'In einem Ihrer Gespräche hat jemand aus einer anderen Anwendung geantwortet.',
  },
  webhook_disabled: {
    subject: 'Ein Webhook wurde abgeschaltet',
    sentence: 'Ein Webhook geht nicht mehr und wurde abgeschaltet. Letzte Antwort: {code}.',
  },
  reason: 'Grund: {reason}.',
  workspace: 'Arbeitsbereich',
  conversation: 'Gespräch',
  since: 'Seit',
};

const french: LetterWords = {
  waiting: { subject: 'Quelqu’un attend', sentence: 'Quelqu’un attend une personne de votre équipe.' },
  assigned: {
    subject: 'Une conversation vous a été attribuée',
    sentence: 'Une conversation vous a été attribuée.',
  },
  taken_over: {
    subject: 'Votre conversation a été reprise',
    sentence: 'Quelqu’un de votre équipe a repris une conversation qui était la vôtre.',
  },
  message: {
    subject: 'Un nouveau message dans votre conversation',
    sentence: 'Un message est arrivé dans une de vos conversations.',
  },
  customer_asked: {
    subject: 'On demande de nouveau une personne',
    sentence: 'Dans une de vos conversations, on demande de nouveau à parler à une personne.',
  },
  outside_reply: {
    subject: 'Une réponse depuis une autre application',
    sentence: 'Dans une de vos conversations, quelqu’un a répondu depuis une autre application.',
  },
  webhook_disabled: {
    subject: 'Un webhook a été désactivé',
    sentence: 'Un webhook ne fonctionne plus et a été désactivé. Dernière réponse : {code}.',
  },
  reason: 'Motif : {reason}.',
  workspace: 'Espace de travail',
  conversation: 'Conversation',
  since: 'Depuis',
};

const spanish: LetterWords = {
  waiting: { subject: 'Alguien está esperando', sentence: 'Alguien está esperando a una persona de su equipo.' },
  assigned: {
    subject: 'Se le ha asignado una conversación',
    sentence: 'Se le ha asignado una conversación.',
  },
  taken_over: {
    subject: 'Han asumido su conversación',
    sentence: 'Alguien de su equipo ha asumido una conversación que era suya.',
  },
  message: {
    subject: 'Un nuevo mensaje en su conversación',
    sentence: 'Ha llegado un mensaje a una de sus conversaciones.',
  },
  customer_asked: {
    subject: 'Piden de nuevo una persona',
    sentence: 'En una de sus conversaciones piden de nuevo hablar con una persona.',
  },
  outside_reply: {
    subject: 'Una respuesta desde otra aplicación',
    sentence: 'En una de sus conversaciones alguien ha respondido desde otra aplicación.',
  },
  webhook_disabled: {
    subject: 'Se ha desactivado un webhook',
    sentence: 'Un webhook ya no funciona y se ha desactivado. Última respuesta: {code}.',
  },
  reason: 'Motivo: {reason}.',
  workspace: 'Espacio de trabajo',
  conversation: 'Conversación',
  since: 'Desde',
};

export const letterWords: Readonly<Record<NoticeLanguage, LetterWords>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
};
