/** What the sample agents see of a turn. */
export interface TurnSeen {
  /** `resume`: they have just been given the conversation, and the customer waits. */
  readonly cause: string;
  readonly text: string | null;
  readonly messageId: string | null;
  readonly context: { readonly summary?: string; readonly variables?: Readonly<Record<string, string>> } | null;
}

/** What an agent does with a turn. */
export type Move =
  | { readonly kind: 'say'; readonly text: string; readonly answered: boolean }
  | { readonly kind: 'look_up'; readonly order: string }
  | {
      readonly kind: 'pass_on';
      readonly text: string;
      readonly reasonText: string;
      readonly context: { readonly summary: string; readonly variables: Readonly<Record<string, string>> };
    }
  | { readonly kind: 'finish'; readonly text: string };

const thanks: Move = { kind: 'finish', text: 'You are welcome. Goodbye!' };
const atALoss: Move = {
  kind: 'say',
  text: 'I am not sure I understand. Could you say it in other words?',
  answered: false,
};

/** The front line: knows orders, passes money on, and admits what it does not know. */
export function frontLine({ text }: TurnSeen): Move {
  const said = text ?? '';
  if (/\b(invoice|charged|refund)\b/i.test(said)) return passOn(said);
  const order = /\border (\d{3,})/i.exec(said)?.[1];
  if (order !== undefined) return { kind: 'look_up', order };
  if (/\bthank/i.test(said)) return thanks;
  return atALoss;
}

function passOn(said: string): Move {
  const invoice = /\binvoice (\d+)/i.exec(said)?.[1];
  return {
    kind: 'pass_on',
    text: 'That is about money: our billing specialist knows more and takes over.',
    reasonText: 'The front line does not see invoices.',
    context: { summary: said, variables: invoice === undefined ? {} : { invoice } },
  };
}

/** The billing specialist: goes on at once from the context that came with the conversation. */
export function billing({ cause, text, context }: TurnSeen): Move {
  if (cause === 'resume') {
    const { summary, variables = {} } = context ?? {};
    const invoice = variables['invoice'] === undefined ? 'your account' : `invoice ${variables['invoice']}`;
    const known = summary === undefined ? '' : ` I was told: "${summary}"`;
    const text = `Hello, billing here.${known} I have corrected ${invoice}; the money is back in three days.`;
    return { kind: 'say', text, answered: true };
  }
  if (/\bthank/i.test(text ?? '')) return thanks;
  return { kind: 'say', text: 'I have noted that beside your invoice.', answered: true };
}
