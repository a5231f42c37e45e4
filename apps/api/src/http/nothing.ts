/** The body of a command that needs no particulars: empty, or `{}`. */
export class Nothing {}
