import { allHandoffs, printHandoffs } from '../handoff-list.js';
import type { Page } from '../page.js';
import type { Product } from '../product.js';
import { setStage } from '../stage.js';
import { counted } from '../../narration/words.js';
import { playDialogue, runtimeOf } from './play-dialogue.js';
import { PostedConversation } from './posted-conversation.js';
import type { Dialogue } from './read-dialogues.js';

/** Plays transcripts through the loop: every turn of customer and agent is a command; then tells every handoff that came of them. */
export async function playDialogues(product: Product, page: Page, dialogues: readonly Dialogue[]): Promise<void> {
  const stage = setStage(product, page);
  const runtime = runtimeOf(product);
  let turns = 0;
  for (const [i, { id, utterances }] of dialogues.entries()) {
    page.scene(`Dialogue ${id}`);
    turns += await playDialogue(stage, runtime, new PostedConversation(stage, `customer ${i + 1}`), utterances);
  }
  const rows = await allHandoffs(stage);
  const found = rows.length === 0 ? 'no handoff' : counted(rows.length, 'handoff');
  page.scene(`${counted(dialogues.length, 'dialogue')}, ${counted(turns, 'command')}, ${found}`);
  printHandoffs(stage, rows);
}
