import { expect, it } from '@jest/globals';
import { binaryEvent, type EventStoreDBClient } from '@eventstore/db-client';
import { collect, numbered, uniqueStream, type TestClient } from './test-client.js';

const linkTo = (revision: number, stream: string) =>
  binaryEvent({ type: '$>', data: Buffer.from(`${revision}@${stream}`) });

export function linking(atHand: () => TestClient): void {
  const linked = async (client: EventStoreDBClient) => {
    const [target, links] = [uniqueStream('target'), uniqueStream('links')];
    await client.appendToStream(target, numbered(3));
    const { position } = await client.appendToStream(links, linkTo(2, target));
    return { target, links, position: position! };
  };

  it('stay as they are unless the reader asks', async () => {
    const { client } = atHand();
    const { links } = await linked(client);
    const [read] = await collect(client.readStream(links));
    expect(read?.event?.type).toBe('$>');
    expect(read?.link).toBeUndefined();
  });

  it('are resolved to the event with the link beside it', async () => {
    const { client } = atHand();
    const { target, links } = await linked(client);
    const [original] = await collect(client.readStream(target, { fromRevision: 2n }));
    const [read] = await collect(client.readStream(links, { resolveLinkTos: true }));
    expect(read?.event).toEqual(original?.event);
    expect(read?.link).toMatchObject({ type: '$>', streamId: links, revision: 0n });
  });

  it('are resolved in $all and keep their own place there', async () => {
    const { client } = atHand();
    const { target, position } = await linked(client);
    const [read] = await collect(client.readAll({ fromPosition: position, resolveLinkTos: true, maxCount: 1 }));
    expect(read?.event?.streamId).toBe(target);
    expect(read?.link?.position).toEqual(position);
    expect(read?.commitPosition).toBe(position.commit);
  });

  it('are resolved in subscriptions', async () => {
    const { client } = atHand();
    const { target, links } = await linked(client);
    const subscription = client.subscribeToStream(links, { resolveLinkTos: true });
    const [read] = await collect(subscription, () => true);
    await subscription.unsubscribe();
    expect(read?.event?.streamId).toBe(target);
  });

  it('that lead nowhere come without an event', async () => {
    const { client } = atHand();
    const { target, links } = await linked(client);
    await client.appendToStream(links, [linkTo(99, target), linkTo(0, uniqueStream('never'))]);
    await client.deleteStream(target);
    const read = await collect(client.readStream(links, { resolveLinkTos: true }));
    expect(read.map(({ event, link }) => [event, link?.type])).toEqual([
      [undefined, '$>'],
      [undefined, '$>'],
      [undefined, '$>'],
    ]);
  });
}
