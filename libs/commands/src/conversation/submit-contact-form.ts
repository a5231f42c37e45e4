import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  captureDetails,
  contact,
  conversation,
  submitContactForm,
  type Conversation,
  type SubmitContactForm as Request,
} from '#domain';
import { newIdsOf, type Decided } from '#event-store';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** The customer leaves how to be reached. */
export class SubmitContactForm extends IssuedCommand<Request, Conversation> {}

/** Kept with the conversation and with the contact, in this order; sent again under the same id, what is missing is made up for. */
@CommandHandler(SubmitContactForm)
export class SubmitContactFormHandler implements ICommandHandler<SubmitContactForm> {
  constructor(private readonly decisions: Decisions) {}

  async execute(command: SubmitContactForm): Promise<Decided<Conversation>> {
    const { id, request, issue } = command;
    // One form makes one follow-up, under whatever command id it is sent.
    const newId = newIdsOf(`conversation-${id}`, `form:${request.formId ?? issue.commandId}`);
    const decided = await this.decisions.take(conversation, command, (state, given, context) =>
      submitContactForm(state, given, { ...context, newId }),
    );
    const { contactId } = decided.state;
    const followUp = { followUpId: newId('follow-up'), conversationId: id };
    const meta = this.decisions.metaOf(issue, SubmitContactForm.name, { contactId, ...request });
    const { receipt: kept } = await this.decisions.on(contact, contactId, meta, (state, context) =>
      captureDetails(state, { source: 'contact_form', details: request.details, followUp }, context),
    );
    // Who reads up to this position sees the follow-up too.
    const position = kept.position > decided.receipt.position ? kept.position : decided.receipt.position;
    return { ...decided, receipt: { ...decided.receipt, position } };
  }
}
