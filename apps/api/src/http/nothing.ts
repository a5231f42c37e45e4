/** The body of a command that needs no particulars: empty, or `{}`; the query of a route that has none. */
export class Nothing {}
