/** Stops the PostgreSQL of this run and removes its folder (kept when HANDOFF_TEST_KEEP is set). */
export default async function globalTeardown() {
  await globalThis.handoffStopTestPostgres?.();
}
