/** Tells what failed, and why in the error's own words. */
export function faultsTo(tell: (line: string) => void): (what: string, error: unknown) => void {
  return (what, error) => tell(`${what}: ${error instanceof Error ? error.message : String(error)}`);
}
