import { projections, views, type Projection, type View } from '#read-models';
import { Failure } from './failure.js';

/** What follows the log under this name: a view, or the jobs of the deadlines. @throws Failure */
export function projectionNamed(name: string): Projection {
  return named(name, projections);
}

/** The views of these names, each once; `all` is every one. The jobs of the deadlines are no view: they have no rows to fold anew. @throws Failure */
export function viewsNamed(names: readonly string[]): readonly View[] {
  return names.includes('all') ? views : [...new Set(names)].map((name) => named(name, views));
}

function named<T extends { readonly name: string }>(name: string, known: readonly T[]): T {
  const found = known.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new Failure(`There is no view "${name}"; there are ${known.map((one) => one.name).join(', ')}.`);
}
