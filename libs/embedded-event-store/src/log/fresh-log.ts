import { randomUUID } from 'node:crypto';
import type { NewEvent, Operation } from './operation.js';
import { metastreamOf } from './stream-head.js';

/** The two accounts every server has; see docs of EventStoreDB, "Default users". */
const ACCOUNTS = [
  { loginName: 'admin', fullName: 'KurrentDB Administrator', groups: ['$admins'] },
  { loginName: 'ops', fullName: 'KurrentDB Operations', groups: ['$ops'] },
];

/**
 * What a fresh server writes before its first client comes. Readers of `$all` rely on meeting system events there, so
 * the log starts with the accounts, which guard their own streams.
 */
export function freshLogOperations(): Operation[] {
  return ACCOUNTS.flatMap(({ loginName, fullName, groups }) => {
    const stream = `$user-${loginName}`;
    const acl = { $acl: { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' } };
    return [
      create(metastreamOf(stream), event('$metadata', acl)),
      create(stream, event('$UserCreated', { loginName, fullName, groups, disabled: false })),
    ];
  });
}

function create(stream: string, event: NewEvent): Operation {
  return { kind: 'append', stream, expected: 'no_stream', events: [event] };
}

function event(type: string, data: object): NewEvent {
  const json = Buffer.from(JSON.stringify(data));
  return { id: randomUUID(), type, contentType: 'application/json', data: json, metadata: Buffer.alloc(0) };
}
