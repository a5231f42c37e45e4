import { rowsOf, schedule, subscribersOf, webhookDelivery, type Handler } from '#messaging';

/** Enters every event for everybody who subscribed to its type. */
export const takeEvents: Handler = async (event, tx) => {
  if (event.replay) return;
  const subscribers = await subscribersOf(rowsOf(tx), event.workspaceId, event.type);
  await schedule(
    tx,
    subscribers.map((id) => webhookDelivery(id, event)),
  );
};
