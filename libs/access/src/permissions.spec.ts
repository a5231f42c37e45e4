import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { actions, allowed, can, columns, isAction, permissionsTable, type Action } from './index.js';

/** The table that people read, which was looked over by people: what is coded must be what it says, cell by cell. */
const document = readFileSync('libs/access/permissions.md', 'utf8');
const rows = document.split('\n').filter((line) => line.startsWith('|'));
const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const [head, , ...body] = rows.map(cellsOf);
const documented = new Map(body.map(([action, ...cells]) => [action!.replaceAll('`', ''), cells]));

const whoMay = (action: Action) => columns.filter((column) => allowed(column, action));

describe('the table of permissions', () => {
  it('has the documented rows and columns, no more and no less', () => {
    expect(head!.slice(1)).toEqual(columns.map((column) => column.replace('_', ' ')));
    expect([...documented.keys()]).toEqual(actions);
    expect(document).toContain(permissionsTable());
  });

  it.each(actions.flatMap((action) => columns.map((column) => [column, action] as const)))(
    'says the same as the document of %s and %s',
    (column, action) => {
      const cell = documented.get(action)![columns.indexOf(column)];
      expect([column, action, allowed(column, action)]).toEqual([column, action, cell === '●']);
    },
  );

  it('gives every action to somebody', () => {
    for (const action of actions) expect(whoMay(action)).not.toEqual([]);
  });

  it('lets an auditor read and export, bring the signature of a witness, and do nothing else', () => {
    const mays = actions.filter((action) => allowed('auditor', action));
    expect(mays.filter((action) => !/\.(read|export)$/.test(action))).toEqual(['audit.cosign']);
    expect(mays).toContain('audit.export');
  });

  it('lets an agent runtime take turns, and do nothing else', () => {
    const mays = actions.filter((action) => allowed('agent_runtime', action));
    expect(mays.filter((action) => !action.startsWith('turn.'))).toEqual(['agent.read']);
  });

  it('lets a visitor do what a chat offers, and do nothing else', () => {
    for (const action of actions) expect(allowed('visitor', action)).toBe(action.startsWith('chat.'));
  });

  it('lets nobody but a runtime take turns, and nobody but a channel speak for a customer', () => {
    for (const action of actions) {
      if (action.startsWith('turn.')) expect(whoMay(action)).toEqual(['agent_runtime']);
      if (action.startsWith('customer.')) expect(whoMay(action)).toEqual(['integration']);
    }
  });

  it('gives each member’s role all that the next lower one may', () => {
    for (const [higher, lower] of [
      ['owner', 'admin'],
      ['admin', 'supervisor'],
      ['supervisor', 'operator'],
    ] as const)
      for (const action of actions) if (allowed(lower, action)) expect(allowed(higher, action)).toBe(true);
  });

  it('is narrowed by what a key was made for, and never widened by it', () => {
    const key = { role: 'integration', permissions: ['customer.write', 'audit.export'] } as const;
    expect(actions.filter((action) => can(key, action))).toEqual(['customer.write']);
    expect(actions.filter((action) => can({ role: 'integration', permissions: [] }, action))).toEqual([]);
  });

  it('knows its own actions from any other word', () => {
    expect(['audit.read', 'audit.write', 'toString', '__proto__'].map(isAction)).toEqual([true, false, false, false]);
  });
});
