import { expectThat } from './expect.js';
import { allHandoffs, printHandoffs, to } from './handoff-list.js';
import { askForAPerson } from './scenes/ask-for-a-person.js';
import { assumeAndTransfer } from './scenes/assume-and-transfer.js';
import { betweenAgents } from './scenes/between-agents.js';
import { nobodyComes } from './scenes/nobody-comes.js';
import { offerAndYes } from './scenes/offer-and-yes.js';
import { ServedConversation, type ServedStage } from './served-conversation.js';

/** The whole loop, scene by scene, and then what the record has of it. @throws Unexpected at the first step that is not as it should be */
export async function play(stage: ServedStage): Promise<void> {
  const enter = (name: string) => new ServedConversation(stage, name);
  const [mira, jonas, aiko, luis] = [enter('Mira'), enter('Jonas'), enter('Aiko'), enter('Luis')];
  await askForAPerson(stage, mira);
  await nobodyComes(stage, mira);
  await betweenAgents(stage, jonas);
  await offerAndYes(stage, aiko);
  await assumeAndTransfer(stage, luis);
  for (const one of [mira, jonas, aiko, luis]) one.leave();

  stage.page.scene('Every handoff, as the auditor sees it');
  const rows = await allHandoffs(stage);
  printHandoffs(stage, rows);
  const told = rows.map((row) => [
    stage.customers.get(row.contactId),
    row.fromName,
    to(row),
    row.decidedByKind,
    row.trigger,
  ]);
  const winner = rows[0]?.receiverName ?? 'nobody';
  expectThat(
    'who of the two had it first',
    stage.operators.some(({ name }) => name === winner),
    true,
  );
  expectThat('the record', told, [
    ['Mira', 'Front line', winner, 'customer', 'explicit_request'],
    ['Mira', winner, 'Front line', 'member', 'return_to_ai'],
    ['Mira', 'Front line', 'the queue (nobody took it)', 'agent_rule', 'keyword'],
    ['Jonas', 'Front line', 'Billing specialist', 'agent_rule', 'agent_to_agent'],
    ['Aiko', 'Front line', 'Ben Okafor', 'customer', 'offer_accepted'],
    ['Aiko', 'Ben Okafor', 'Front line', 'system', 'deadline'],
    ['Luis', 'Front line', 'Sofia Rossi', 'member', 'member_takeover'],
    ['Luis', 'Sofia Rossi', 'Billing specialist', 'member', 'transfer_to_ai'],
  ]);
}
