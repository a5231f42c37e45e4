import { meanings } from './meanings.js';
import { namedSchemas, type JsonSchema } from './schema.js';
import { schemaName } from './cloud-event.js';
import {
  commandResultTopic,
  commandTopic,
  deadLetterTopic,
  eventTopics,
  publishedTypes,
  type EventTopic,
} from './topics.js';
import { commandHeaders, commandResult, commandResultHeaders } from '../commands/command-messages.js';

const description = `Events of conversations that move between AI agents and people.

Every message is a CloudEvent 1.0 in binary mode (Kafka protocol binding). The key is the stream's id, so the events of one stream
arrive in order; there is no order among streams. Delivery is at least once: a stream's \`revision\` counts from 0 without holes, so
an event whose revision is not greater than the last one applied was seen before and is dropped. A hole cannot come from us unless
the topic's retention has cut it off.

Readers must accept what they do not know: a new type is passed over, a new property or word is ignored. A changed meaning gets a new
version (\`schemaVersion\`, \`ce_dataschema\`), announced beside the old one. Messages with the header \`replay\` are history, published again
on request.

Personal values are sealed envelopes (\`SealedField\`) unless the operator has configured the topic in clear; \`null\` after erasure.`;

const titles: Readonly<Record<EventTopic, string>> = {
  'handoff.conversation.v1': 'Control, messages, handoffs and deadlines of conversations.',
  'handoff.agent.v1': 'Versions and publication of AI agents.',
  'handoff.workspace.v1': 'Members, teams and settings of workspaces.',
  'handoff.contact.v1': 'Contacts, their preference and follow-ups.',
};

const text = { type: 'string' };
const eventHeaders = (topic: EventTopic, type: string, version: number): JsonSchema => ({
  type: 'object',
  properties: {
    'content-type': { const: 'application/json' },
    ce_specversion: { const: '1.0' },
    ce_id: { ...text, description: 'Id of the event, the same wherever and however often it arrives.' },
    ce_source: { ...text, description: '/workspaces/{workspace}' },
    ce_type: { const: type },
    ce_subject: { ...text, description: 'Id of the stream: of the conversation, agent, workspace or contact.' },
    ce_time: { ...text, format: 'date-time', description: 'When it happened.' },
    ce_dataschema: { const: schemaName(topic, type, version) },
    ce_recordedtime: { ...text, format: 'date-time', description: 'When the log wrote it.' },
    ce_actorkind: { ...text, 'x-extensible-enum': ['customer', 'member', 'ai_agent', 'system', 'integration'] },
    ce_actorid: text,
    ce_correlationid: text,
    ce_causationid: text,
    eventId: text,
    stream: { ...text, description: 'Name of the stream in the log.' },
    revision: { ...text, pattern: '^\\d+$', description: 'Number within the stream, from 0, without holes.' },
    position: { ...text, pattern: '^\\d+$', description: 'Place in the whole log; grows, with holes.' },
    workspace: text,
    schemaVersion: { const: String(version) },
    replay: { const: 'true' },
  },
  required: [
    'ce_specversion',
    'ce_id',
    'ce_source',
    'ce_type',
    'ce_subject',
    'ce_time',
    'stream',
    'revision',
    'position',
  ],
});

const key = { kafka: { key: { type: 'string', description: 'The id of the stream.' }, bindingVersion: '0.5.0' } };

/**
 * The AsyncAPI 3.0 document of everything on Kafka, made from the same schemas that messages are held against.
 *
 * @param options.version of this product
 * @param options.commands the schema of each command's body, by its name; the same as over HTTP
 */
export function asyncApiDocument(options: {
  readonly version: string;
  readonly commands?: Readonly<Record<string, JsonSchema>>;
}): Record<string, unknown> {
  const schemas: Record<string, JsonSchema> = Object.fromEntries(namedSchemas);
  const messages: Record<string, unknown> = {};
  const channels: Record<string, unknown> = {};
  const operations: Record<string, unknown> = {};
  for (const topic of eventTopics) {
    const names: string[] = [];
    for (const [type, { version, schema }] of Object.entries(publishedTypes(topic))) {
      names.push(type);
      schemas[`${type}.v${version}`] = schema.json;
      messages[type] = {
        name: type,
        title: type,
        summary: meanings[type as keyof typeof meanings],
        contentType: 'application/json',
        headers: eventHeaders(topic, type, version),
        payload: ref('schemas', `${type}.v${version}`),
        correlationId: { location: '$message.header#/ce_correlationid' },
        bindings: key,
      };
    }
    const channel = channelName(topic);
    channels[channel] = channelOf(topic, titles[topic], names);
    operations[`publish-${channel}`] = operation('send', channel, titles[topic]);
  }
  addCommands({ schemas, messages, channels, operations }, options.commands ?? {});
  return {
    asyncapi: '3.0.0',
    info: { title: 'Handoff', version: options.version, description, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: { messages, schemas },
  };
}

type Parts = Readonly<Record<'schemas' | 'messages' | 'channels' | 'operations', Record<string, unknown>>>;

function addCommands(parts: Parts, commands: Readonly<Record<string, JsonSchema>>): void {
  const names = Object.keys(commands);
  for (const name of names) parts.schemas[`${name}.command`] = commands[name];
  parts.schemas['CommandResult'] = commandResult;
  parts.messages['Command'] = {
    name: 'Command',
    summary: 'The same commands as over HTTP; ce_type names it, the value is its body.',
    contentType: 'application/json',
    headers: commandHeaders(names),
    payload:
      names.length === 0 ? { type: 'object' } : { anyOf: names.map((name) => ref('schemas', `${name}.command`)) },
    correlationId: { location: '$message.header#/ce_correlationid' },
    bindings: {
      kafka: {
        key: { type: 'string', description: 'The id of the conversation, so that its commands keep their order.' },
      },
    },
  };
  parts.messages['CommandResult'] = {
    name: 'CommandResult',
    summary: 'What became of a command. Every command gets one, refused and malformed ones too.',
    contentType: 'application/json',
    headers: commandResultHeaders,
    payload: ref('schemas', 'CommandResult'),
    correlationId: { location: '$message.header#/ce_correlationid' },
  };
  const [command, result] = [channelName(commandTopic), channelName(commandResultTopic)];
  parts.channels[command] = channelOf(commandTopic, 'Commands to Handoff.', ['Command']);
  parts.channels[result] = channelOf(commandResultTopic, 'The results of commands.', ['CommandResult']);
  parts.channels[channelName(deadLetterTopic)] = {
    address: deadLetterTopic,
    description: 'Messages that one of Handoff’s own consumers could not apply, as they came, with headers saying why.',
    messages: {},
  };
  parts.operations[`receive-${command}`] = {
    ...operation('receive', command, 'Commands to Handoff.'),
    reply: { channel: ref(undefined, result) },
  };
}

function channelName(topic: string): string {
  return topic.replace(/^handoff\./, '').replaceAll('.', '-');
}

function channelOf(address: string, text: string, names: readonly string[]): Record<string, unknown> {
  return {
    address,
    description: text,
    messages: Object.fromEntries(names.map((name) => [name, ref('messages', name)])),
  };
}

function operation(action: 'send' | 'receive', channel: string, summary: string): Record<string, unknown> {
  return { action, summary, channel: ref(undefined, channel) };
}

function ref(component: 'messages' | 'schemas' | undefined, name: string): Record<string, unknown> {
  return { $ref: component === undefined ? `#/channels/${name}` : `#/components/${component}/${name}` };
}
