import { agentEvents } from './agent-events.js';
import { contactEvents } from './contact-events.js';
import type { PublishedType } from './contract.js';
import { conversationEvents } from './conversation-events.js';
import { workspaceEvents } from './workspace-events.js';

/** The topics of published events. Each holds the streams of one kind, keyed by the stream's id, so that a stream keeps its order. */
export const eventTopics = [
  'handoff.conversation.v1',
  'handoff.agent.v1',
  'handoff.workspace.v1',
  'handoff.contact.v1',
] as const;

export type EventTopic = (typeof eventTopics)[number];

/** Commands in, their results out, and what a consumer of ours could not apply. */
export const commandTopic = 'handoff.commands.v1';
export const commandResultTopic = 'handoff.command-results.v1';
export const deadLetterTopic = 'handoff.dead-letters.v1';

const prefixes = {
  'handoff.conversation.v1': 'conversation-',
  'handoff.agent.v1': 'agent-',
  'handoff.workspace.v1': 'workspace-',
  'handoff.contact.v1': 'contact-',
} as const satisfies Record<EventTopic, string>;

const contracts: Readonly<Record<EventTopic, Readonly<Record<string, PublishedType>>>> = {
  'handoff.conversation.v1': conversationEvents,
  'handoff.agent.v1': agentEvents,
  'handoff.workspace.v1': workspaceEvents,
  'handoff.contact.v1': contactEvents,
};

/** What the streams of a topic are called in the log. */
export function streamPrefixOf(topic: EventTopic): string {
  return prefixes[topic];
}

/** Where a stream's events are published; `undefined` for streams that are not. */
export function topicOf(stream: string): EventTopic | undefined {
  return eventTopics.find((topic) => stream.startsWith(prefixes[topic]));
}

/** The id in a stream's name: the key of its messages. */
export function streamId(stream: string): string {
  return stream.slice(stream.indexOf('-') + 1);
}

export function publishedTypes(topic: EventTopic): Readonly<Record<string, PublishedType>> {
  return contracts[topic];
}

/** What is published, by name, on whatever topic. */
export const publishedTypeNames: readonly string[] = eventTopics.flatMap((topic) => Object.keys(contracts[topic]));

/** The published type of this name on this topic, if there is one. */
export function publishedType(topic: EventTopic, type: string): PublishedType | undefined {
  const types = contracts[topic];
  return Object.hasOwn(types, type) ? types[type] : undefined;
}
