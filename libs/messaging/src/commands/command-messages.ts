import type { JsonSchema } from '../published/schema.js';

const text = { type: 'string' };

/** What a message of the command topic must say beside its body. */
export function commandHeaders(names: readonly string[]): JsonSchema {
  return {
    type: 'object',
    properties: {
      ce_specversion: { const: '1.0' },
      ce_id: {
        ...text,
        format: 'uuid',
        description: 'Id of the command. Sent again with the same body it gives the same answer.',
      },
      ce_type: {
        ...text,
        ...(names.length === 0 ? {} : { enum: names }),
        description: 'Name of the command: the operationId of the HTTP API.',
      },
      ce_source: text,
      ce_subject: {
        ...text,
        description: 'What it is for: the parameters of the HTTP path, in their order, with slashes between.',
      },
      ce_correlationid: { ...text, description: 'Comes back on the result; the id of the command where it is absent.' },
      authorization: { ...text, description: 'Bearer and a token, as over HTTP.' },
    },
    required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'authorization'],
  };
}

export const commandResultHeaders: JsonSchema = {
  type: 'object',
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { ...text, description: 'The same for every result of one message, however often it is given.' },
    ce_type: { enum: ['CommandAccepted', 'CommandRefused'] },
    ce_source: { const: '/handoff/commands' },
    ce_time: { ...text, format: 'date-time' },
    ce_correlationid: text,
    commandId: { ...text, description: 'Absent where the message had none.' },
    workspace: { ...text, description: 'Absent where no token said which.' },
  },
  required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'ce_correlationid'],
};

export const commandResult: JsonSchema = {
  anyOf: [
    {
      type: 'object',
      description:
        'Accepted: where the command’s last event stands, or where the stream stood when nothing was left to do.',
      properties: {
        status: { const: 'accepted' },
        receipt: {
          type: 'object',
          properties: { stream: text, revision: text, position: text },
        },
      },
      required: ['status', 'receipt'],
    },
    {
      type: 'object',
      description: 'Refused; nothing changed unless the code says so.',
      properties: {
        status: { const: 'refused' },
        kind: {
          ...text,
          'x-extensible-enum': ['not_found', 'conflict', 'forbidden', 'invalid', 'unauthenticated', 'failed'],
        },
        code: { ...text, description: 'Stable, the same as over HTTP.' },
        detail: text,
        facts: { type: 'object', description: 'What the sender needs to go on: numbers and ids, no names.' },
      },
      required: ['status', 'kind', 'code', 'detail'],
    },
  ],
};
