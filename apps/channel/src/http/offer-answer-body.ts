import { IsIn, IsUUID } from 'class-validator';

/** A customer pressed a button under an offer, in the chat or in a messenger. */
export class OfferAnswerBody {
  @IsUUID()
  readonly conversationId!: string;

  @IsUUID()
  readonly offerId!: string;

  @IsIn(['yes', 'no'])
  readonly answer!: 'yes' | 'no';
}
