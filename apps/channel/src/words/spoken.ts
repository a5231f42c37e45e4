import { eld } from 'eld/small';
import { defaultAgentSettings, type AgentSettings, type ConversationEvent } from '#domain';
import { noticeLanguages, noticeNames, type ConnectorSettings, type NoticeLanguage } from '#messaging';
import { english } from './english.js';
import { french } from './french.js';
import { german } from './german.js';
import { spanish } from './spanish.js';
import type { Words } from './words.js';

const builtIn: Readonly<Record<NoticeLanguage, Words>> = { en: english, de: german, fr: french, es: spanish };

/** How much of a message is looked at. */
const characters = 400;

/**
 * The language a customer has spoken last, after an event: what the rule that heard their wish belongs to, else a guess that may be relied
 * on. A message that says too little ("ok", "4711") changes nothing.
 */
export function languageAfter(event: ConversationEvent, before: string | null): string | null {
  if (event.type !== 'CustomerMessageReceived') return before;
  const { detection, text } = event.data;
  if (isSpoken(detection.language)) return detection.language;
  if (text === null) return before;
  const guess = eld.detect(text.slice(0, characters));
  return isSpoken(guess.language) && guess.isReliable() ? guess.language : before;
}

/**
 * The platform's words for a customer. The agent's own come first, then the workspace's for the language, then ours.
 * @param language that the customer speaks; where it is not known, that of the channel, else English
 */
export function wordsFor(
  language: string | null,
  { language: usual, texts = {} }: ConnectorSettings = {},
  agent?: AgentSettings['messages'],
): Words {
  const spoken = isSpoken(language) ? language : isSpoken(usual) ? usual : 'en';
  const words = { ...builtIn[spoken], ...texts[spoken] };
  const own = noticeNames.filter(
    (name): name is keyof AgentSettings['messages'] => name in defaultAgentSettings.messages,
  );
  // What an agent says by default is nobody's wish: only words that somebody has written stand in every language.
  const changed = own.filter((name) => agent !== undefined && agent[name] !== defaultAgentSettings.messages[name]);
  return { ...words, ...Object.fromEntries(changed.map((name) => [name, agent![name]])) };
}

function isSpoken(language: string | null | undefined): language is NoticeLanguage {
  return (noticeLanguages as readonly (string | null | undefined)[]).includes(language);
}
