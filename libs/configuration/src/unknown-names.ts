import { declaredSettings } from './setting.js';

/** Names with our prefix that are not settings: set by the npm scripts, read by tests alone. */
const ours = /^HANDOFF_(CALLER_DIR$|TEST_)/;

/** What Kubernetes and Docker put into every container for a service named handoff-something. */
const serviceLink = /^HANDOFF_.*(_SERVICE_HOST|_SERVICE_PORT(_.+)?|_PORT_\d+_(TCP|UDP)(_.+)?)$/;

/** One sentence for each name that begins like ours and means nothing: mostly a slip of the pen. */
export function unknownNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const known: string[] = declaredSettings.flatMap((s) => (s.secret ? [s.name, `${s.name}_FILE`] : [s.name]));
  return Object.entries(env)
    .filter(([name]) => name.startsWith('HANDOFF_') && !known.includes(name))
    .filter(([name, value]) => !ours.test(name) && !serviceLink.test(name) && !value?.startsWith('tcp://'))
    .map(([name]) => {
      const near = nearest(name, known);
      return `${name} is not a setting${near ? `: is ${near} meant?` : '.'}`;
    });
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const [best] = known.map((other) => ({ other, far: distance(name, other) })).sort((a, b) => a.far - b.far);
  return best && best.far <= 3 ? best.other : undefined;
}

/** How many letters must be changed, added or taken away to make one name of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
