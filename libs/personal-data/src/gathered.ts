/**
 * Makes one call of many: what is asked in one turn of the event loop is asked together, and what is asked while a call is under way waits
 * for it. Every caller gets the answer to all that was asked with theirs. A crowd that comes at once costs one or two calls, and a lone
 * caller waits for nobody.
 */
export function gathered<Question, Answer>(
  ask: (questions: readonly Question[]) => Promise<Answer>,
): (questions: readonly Question[]) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  let next: { readonly questions: Question[]; readonly answer: Promise<Answer> } | undefined;
  return (asked) => {
    if (next === undefined) {
      const questions: Question[] = [];
      const answer = last.then(endOfTurn).then(() => {
        next = undefined;
        return ask(questions);
      });
      last = answer.catch(() => undefined);
      next = { questions, answer };
    }
    next.questions.push(...asked);
    return next.answer;
  };
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
