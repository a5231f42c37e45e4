import { describe, expect, it } from '@jest/globals';
import { MalformedMessage, fromRecord, type ReceivedRecord } from './cloud-event.js';

const headers: Record<string, string> = {
  ce_specversion: '1.0',
  ce_id: '83c87884-b09b-5032-ab7c-089b415a21c7',
  ce_type: 'Claimed',
  ce_time: '2026-11-20T03:12:42.123Z',
  ce_recordedtime: '2026-11-20T03:12:42.130Z',
  ce_actorkind: 'member',
  ce_actorid: 'm1',
  ce_correlationid: 'c1',
  stream: 'conversation-1',
  revision: '3',
  position: '9007199254740993',
  workspace: 'a279fe91-6f63-5016-a373-cfd71513fa93',
  schemaVersion: '1',
};
const message = (
  change: Partial<ReceivedRecord> & { headers?: Record<string, string | undefined> } = {},
): ReceivedRecord => ({
  key: Buffer.from('1'),
  value: Buffer.from('{}'),
  ...change,
  headers: { ...headers, ...change.headers },
});
const topic = 'handoff.conversation.v1';

describe('a message of an event topic', () => {
  it('is read with its whole position, beyond what a double holds', () => {
    expect(fromRecord(topic, message()).position).toBe(9007199254740993n);
  });

  it.each([
    ['a missing header', { headers: { revision: undefined } }],
    ['a revision that is no number', { headers: { revision: '1e3' } }],
    ['a revision that no log can have', { headers: { revision: '9223372036854775808' } }],
    ['an event id that is no UUID', { headers: { ce_id: 'e1' } }],
    ['a workspace that is no UUID', { headers: { workspace: 'w1' } }],
    ['a stream with a control character', { headers: { stream: 'conversation-\u0000' } }],
    ['another CloudEvents version', { headers: { ce_specversion: '0.3' } }],
    ['a stream of another topic', { headers: { stream: 'agent-1' } }],
    ['a value that is not JSON', { value: Buffer.from('{') }],
    ['a value that is no object', { value: Buffer.from('[]') }],
    ['no value', { value: null }],
  ])('is refused for %s, without repeating its content', (_what, change) => {
    expect(() => fromRecord(topic, message(change as never))).toThrow(MalformedMessage);
  });

  it('is refused on a topic that holds no events', () => {
    expect(() => fromRecord('handoff.commands.v1', message())).toThrow(MalformedMessage);
  });
});
