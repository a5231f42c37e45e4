import { failedTry, sign, type Outside, type OutsideAnswer, type Tried } from '#messaging';
import type { Send, Shipment } from './send-outbound.js';

const timeoutMs = 10_000;
/** A long answer says nothing that we need: it was delivered all the same. */
const limits = { maxAnswerBytes: 64 * 1024, ignoreLongAnswer: true };

/** Posts messages to a messenger's own service, signed; its answer may tell the id the messenger gave the message. */
export function postToWebhook(outside: Outside): Send {
  return async (shipment, signal) => {
    const { connector, deliveryId } = shipment;
    if (connector.url === null) return { state: 'failed', code: 'no_url' };
    const body = JSON.stringify({
      type: 'message.outbound',
      timestamp: new Date().toISOString(),
      data: dataOf(shipment),
    });
    try {
      const headers = { ...sign(connector.secrets, deliveryId, body) };
      return triedOf(await outside.post({ url: connector.url, headers, body, timeoutMs, ...limits, signal }));
    } catch (error) {
      return failedTry(error);
    }
  };
}

/** What the messenger's service is told: everything in `text`, and the parts for those who can show more. */
function dataOf({ deliveryId, conversationId, connector, recipient, outbound, text, formUrl, words }: Shipment) {
  return {
    id: deliveryId,
    channel: connector.channel,
    conversationId,
    to: recipient,
    text,
    ...(outbound.kind === 'closed'
      ? { kind: 'closed' }
      : outbound.kind === 'message'
        ? { kind: 'message', messageId: outbound.id, author: outbound.author, attachments: outbound.attachments }
        : {
            kind: outbound.notice,
            messageId: outbound.id,
            author: { kind: 'platform', name: null },
            attachments: [],
            ...(outbound.offerId === undefined
              ? {}
              : {
                  offerId: outbound.offerId,
                  buttons: [
                    { id: 'yes', label: words.yes },
                    { id: 'no', label: words.no },
                  ],
                }),
            ...(outbound.formId === undefined ? {} : { form: { formId: outbound.formId, url: formUrl } }),
            ...(outbound.opensAt === undefined ? {} : { opensAt: outbound.opensAt }),
          }),
  };
}

function triedOf({ status, body, retryAfterMs }: OutsideAnswer): Tried {
  if (status >= 200 && status < 300) {
    const channelMessageId = channelMessageIdIn(body);
    return {
      state: 'sent',
      code: `http_${status}`,
      ...(channelMessageId === undefined ? {} : { facts: { channelMessageId } }),
    };
  }
  // Too many requests and a server in trouble pass; everything else (redirects too) says that it is not wanted.
  const passes = status === 408 || status === 425 || status === 429 || status >= 500;
  if (!passes) return { state: 'failed', code: `http_${status}` };
  return { state: 'again', code: `http_${status}`, ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }) };
}

/** `{"channelMessageId": "…"}`, where the answer is such a thing; it was delivered whatever else it says. */
function channelMessageIdIn(body: Buffer): string | undefined {
  try {
    const answer = JSON.parse(body.toString('utf8')) as { channelMessageId?: unknown } | null;
    const id = answer?.channelMessageId;
    return typeof id === 'string' && id.length > 0 && id.length <= 200 ? id : undefined;
  } catch {
    // No JSON: the receiver has nothing to tell.
    return undefined;
  }
}
