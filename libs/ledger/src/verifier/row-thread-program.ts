/** What `RowThreads` starts where the verifier is not one file: the auditors' program starts itself. */
export const rowThreadProgram = new URL('./row-thread.js', import.meta.url);
