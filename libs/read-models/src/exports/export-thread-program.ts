/** What `RenderThreads` starts. */
export const exportThreadProgram = new URL('./export-thread.js', import.meta.url);
