import { describe, expect, it } from '@jest/globals';
import { actions, allow, can, roles } from './index.js';

const rolesThatMay = (action: (typeof actions)[number]) => roles.filter((role) => can({ role }, action));

describe('the table of permissions', () => {
  it('gives every action to somebody', () => {
    for (const action of actions) expect(rolesThatMay(action)).not.toEqual([]);
  });

  it('lets an auditor read and export, and do nothing else', () => {
    const mays = actions.filter((action) => can({ role: 'auditor' }, action));
    expect(mays.filter((action) => !/\.(read|export)$/.test(action))).toEqual([]);
    expect(mays).toContain('audit.export');
  });

  it('lets an agent runtime take turns, and do nothing else', () => {
    const mays = actions.filter((action) => can({ role: 'agent_runtime' }, action));
    expect(mays.filter((action) => !action.startsWith('turn.'))).toEqual(['agent.read']);
  });

  it('lets nobody but a runtime take turns, and nobody but a channel speak for a customer', () => {
    for (const action of actions) {
      if (action.startsWith('turn.')) expect(rolesThatMay(action)).toEqual(['agent_runtime']);
      if (action.startsWith('customer.')) expect(rolesThatMay(action)).toEqual(['integration']);
    }
  });

  it('gives each member’s role all that the next lower one may', () => {
    for (const [higher, lower] of [
      ['owner', 'admin'],
      ['admin', 'supervisor'],
      ['supervisor', 'operator'],
    ] as const)
      for (const action of actions) if (can({ role: lower }, action)) expect(can({ role: higher }, action)).toBe(true);
  });

  it('refuses with a reason', () => {
    expect(() => allow({ role: 'operator' }, 'agent.publish')).toThrow(
      expect.objectContaining({ code: 'role_not_allowed', facts: { role: 'operator', action: 'agent.publish' } }),
    );
    expect(() => allow({ role: 'admin' }, 'agent.publish')).not.toThrow();
  });
});
