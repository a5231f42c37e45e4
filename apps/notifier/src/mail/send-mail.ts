import { createTransport, type Transporter } from 'nodemailer';
import type { Platform } from '#commands';
import { preferencesOf, rowsOf, type Delivery, type SecretBox, type Tried } from '#messaging';
import type { Pool } from 'pg';
import type { MemberPayload } from '../alerts/member-payload.js';
import type { StillMeant } from '../alerts/still-meant.js';
import { triedOfMail } from './answered.js';
import { letterOf } from './letter.js';

export interface SendMailParts {
  readonly platform: Platform;
  readonly pool: Pool;
  readonly box: SecretBox;
  readonly stillMeant: StillMeant;
  readonly publicUrl: () => string;
  readonly mail: { readonly url: string; readonly from: string };
}

/** How many conversations with the mail server are open at once. */
const maxConnections = 8;

/** Sends notifications by e-mail, each under a Message-ID of its own that stays the same for every try. */
export class SendMail {
  private readonly transport: Transporter;

  constructor(private readonly parts: SendMailParts) {
    this.transport = createTransport(parts.mail.url, {
      pool: true,
      maxConnections,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    } as object);
  }

  close(): void {
    this.transport.close();
  }

  readonly perform = async ({ id, workspaceId, payload }: Delivery): Promise<Tried> => {
    const { platform, pool, box, stillMeant, publicUrl, mail } = this.parts;
    const about = payload as unknown as MemberPayload;
    if (!(await stillMeant.is(about))) return { state: 'sent', code: 'no_longer_waiting' };
    const preference = (await preferencesOf(rowsOf(pool), box, workspaceId, [about.memberId])).get(about.memberId);
    const address = preference?.email ?? null;
    if (address === null) return { state: 'sent', code: 'no_address' };
    const workspace = platform.settings.workspace(workspaceId);
    const { subject, text } = letterOf(about, workspace?.name ?? workspaceId, publicUrl(), preference!.language);
    try {
      await this.transport.sendMail({
        ...{ from: mail.from, to: { name: '', address }, subject, text },
        messageId: `<${id}@handoff>`,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Handoff-Notification': about.notificationId },
      });
      return { state: 'sent', code: 'smtp_250' };
    } catch (error) {
      return triedOfMail(error);
    }
  };
}
