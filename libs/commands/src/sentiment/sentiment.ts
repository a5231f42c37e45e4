/** How a customer's words sound, for an AI runtime that says nothing of it (row 17). */
export abstract class Sentiment {
  /** −1 worst, 0 nothing to tell by, 1 best; the same for the same text always. */
  abstract of(text: string): number;
}
