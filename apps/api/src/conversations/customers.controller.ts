import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { AnswerOffer, CancelHandoff, ReceiveOutsideReply, RecordDelivery, SubmitContactForm } from '#commands';
import { By, Caller } from '../http/caller.js';
import { Nothing } from '../http/nothing.js';
import { ConversationId } from '../http/path-ids.js';
import { conversationReceipt, ConversationReceipt } from '../http/receipt.js';
import { CommandRoute } from '../http/route.js';
import { ContactForm, Delivery, OfferAnswer, OutsideReply } from './customer-bodies.js';

/** What a customer does besides writing, and what a channel tells besides: all of it comes through an integration. */
@ApiTags('Conversations: customers')
@Controller('v1/conversations')
export class CustomersController {
  constructor(private readonly bus: CommandBus) {}

  @CommandRoute('POST', ':id/offer-answers', {
    permit: 'customer.answer-offer',
    summary: 'Answer the offer of a person, by a button',
    answer: ConversationReceipt,
    refusals: { 409: ['no_offer'] },
  })
  async answerOffer(@ConversationId() id: string, @Body() { offerId, answer }: OfferAnswer, @By() { issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new AnswerOffer(id, { offerId, answer }, issue)));
  }

  @CommandRoute('POST', ':id/cancel-handoff', {
    permit: 'customer.cancel-handoff',
    summary: 'The customer no longer wants to wait',
    answer: ConversationReceipt,
    refusals: { 409: ['already_claimed'] },
  })
  async cancel(@ConversationId() id: string, @Body() _body: Nothing, @By() { issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new CancelHandoff(id, {}, issue)));
  }

  @CommandRoute('POST', ':id/contact-form', {
    permit: 'customer.submit-form',
    summary: 'The customer leaves how to be reached',
    about: 'Kept with the contact, with a follow-up that stays open until a member closes it; control does not move.',
    answer: ConversationReceipt,
    refusals: { 422: ['invalid_details'] },
  })
  async contactForm(
    @ConversationId() id: string,
    @Body() { formId = null, details }: ContactForm,
    @By() { issue }: Caller,
  ) {
    const command = new SubmitContactForm(id, { formId, details: { ...details } }, issue);
    return conversationReceipt(id, await this.bus.execute(command));
  }

  @CommandRoute('POST', ':id/outside-replies', {
    permit: 'channel.record-outside-reply',
    summary: 'Somebody of our side answered in another app',
    about:
      'A known member takes the conversation by it; where nobody knows who wrote, the AI stops and the conversation waits.',
    answer: ConversationReceipt,
    refusals: { 422: ['text_too_long', 'too_many_attachments', 'empty_message'] },
  })
  async outsideReply(
    @ConversationId() id: string,
    @Body() { memberId = null, attachments = [], ...body }: OutsideReply,
    @By() { issue }: Caller,
  ) {
    const command = new ReceiveOutsideReply(id, { ...body, memberId, attachments }, issue);
    return conversationReceipt(id, await this.bus.execute(command));
  }

  @CommandRoute('POST', ':id/deliveries', {
    permit: 'channel.record-delivery',
    summary: 'What became of a message that we sent',
    answer: ConversationReceipt,
  })
  async delivery(@ConversationId() id: string, @Body() body: Delivery, @By() { issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new RecordDelivery(id, { ...body }, issue)));
  }
}
