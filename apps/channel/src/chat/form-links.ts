import { createHmac, timingSafeEqual } from 'node:crypto';

/** Which form, of which conversation; a form of `null` is the contact path of somebody who was not asked. */
export interface FormPlace {
  readonly workspaceId: string;
  readonly conversationId: string;
  readonly formId: string | null;
}

/** Links to the contact form for channels that cannot show one: signed, so that nobody can fill in another conversation's. */
export class FormLinks {
  /**
   * @param publicUrl where customers reach the channel service, without a slash at the end
   * @param key 32 secret bytes, the same in every process
   */
  constructor(
    private readonly publicUrl: () => string,
    private readonly key: Buffer,
  ) {}

  to(place: FormPlace): string {
    const text = Buffer.from(JSON.stringify([place.workspaceId, place.conversationId, place.formId])).toString(
      'base64url',
    );
    return `${this.publicUrl()}/chat/form/${text}.${this.mark(text).toString('base64url')}`;
  }

  /** The place a link's last part leads to; `undefined` when we never gave out such a link. */
  read(token: string): FormPlace | undefined {
    const [text = '', mark = '', more] = token.split('.');
    const given = Buffer.from(mark, 'base64url');
    const right = this.mark(text);
    if (more !== undefined || given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    const [workspaceId, conversationId, formId] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [
      string,
      string,
      string | null,
    ];
    return { workspaceId, conversationId, formId };
  }

  private mark(text: string): Buffer {
    return createHmac('sha256', this.key).update(`contact-form\n${text}`).digest();
  }
}
