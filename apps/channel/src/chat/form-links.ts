import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse as bytesOfUuid, stringify as uuidOf } from 'uuid';

/** Which form, of which conversation; a form of `null` is the contact path of somebody who was not asked. */
export interface FormPlace {
  readonly workspaceId: string;
  readonly conversationId: string;
  readonly formId: string | null;
}

const idBytes = 16;
/** As many as cannot be guessed; the whole link fits into 100 characters, the longest part of a path that some servers take. */
const markBytes = 16;

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

  to({ workspaceId, conversationId, formId }: FormPlace): string {
    const ids = [workspaceId, conversationId, ...(formId === null ? [] : [formId])];
    const place = Buffer.concat(ids.map((id) => bytesOfUuid(id)));
    return `${this.publicUrl()}/chat/form/${Buffer.concat([this.mark(place), place]).toString('base64url')}`;
  }

  /** The place a link's last part leads to; `undefined` when we never gave out such a link. */
  read(token: string): FormPlace | undefined {
    const bytes = Buffer.from(token, 'base64url');
    const [mark, place] = [bytes.subarray(0, markBytes), bytes.subarray(markBytes)];
    const right = this.mark(place);
    if (mark.length !== right.length || !timingSafeEqual(mark, right)) return undefined;
    const id = (n: number) => uuidOf(place.subarray(n * idBytes, (n + 1) * idBytes));
    return { workspaceId: id(0), conversationId: id(1), formId: place.length > 2 * idBytes ? id(2) : null };
  }

  private mark(place: Buffer): Buffer {
    return createHmac('sha256', this.key).update('contact-form\n').update(place).digest().subarray(0, markBytes);
  }
}
