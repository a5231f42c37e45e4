import { FieldSealer, type FieldPlace, type SealedField } from '#event-store';
import { describe, expect, it } from '@jest/globals';
import { KeepSealed } from './keep-sealed.js';
import { openPersonal } from './open-personal.js';
import type { PublishedEvent } from './published-event.js';

class Recording extends FieldSealer {
  readonly asked: FieldPlace[] = [];
  sealAll(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }
  openAll(fields: readonly (FieldPlace & { readonly sealed: SealedField })[]): Promise<unknown[]> {
    this.asked.push(...fields);
    return Promise.resolve(fields.map(({ subject }) => (subject === 'contact:gone' ? null : `opened for ${subject}`)));
  }
}

const box = (subject: string) => ({ sealed: '1' as const, subject, commit: 'c', box: 'b' });
const event = (data: Record<string, unknown>) =>
  ({ eventId: 'e1', workspaceId: 'w1', data }) as unknown as PublishedEvent;

describe('personal fields of published events', () => {
  it('stay closed for readers who only pass them on, and say which field they are bound to', async () => {
    const [kept] = await new KeepSealed().openAll([
      { workspaceId: 'w1', subject: 'contact:1', eventId: 'e1', field: 'to.name', sealed: box('contact:1') },
    ]);
    expect(kept).toEqual({ ...box('contact:1'), field: 'to.name' });
  });

  it('open wherever they stand, under the place they were sealed for, and are null after erasure', async () => {
    const sealer = new Recording();
    const [opened] = await openPersonal(sealer, [
      event({
        text: { ...box('contact:1'), field: 'text' },
        to: { kind: 'member', name: { ...box('member:2'), field: 'to.name' } },
        note: { ...box('contact:gone'), field: 'note' },
      }),
    ]);
    expect(opened!.data).toEqual({
      text: 'opened for contact:1',
      to: { kind: 'member', name: 'opened for member:2' },
      note: null,
    });
    expect(sealer.asked[1]).toMatchObject({
      workspaceId: 'w1',
      eventId: 'e1',
      field: 'to.name',
      sealed: box('member:2'),
    });
  });
});
