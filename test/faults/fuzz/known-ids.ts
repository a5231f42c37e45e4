const kept = 64;
const keptRecords = 300;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const words = new Set(['position', 'next', 'itemId', 'status', 'kind', 'channel']);

type Scalar = string | number;

/**
 * What answers told, by the name it had there: later requests name things that exist, and things that belong together (a turn with its
 * conversation and epoch), so that they come further than to "not found".
 */
export class KnownIds {
  private readonly byName = new Map<string, string[]>();
  private readonly records: Readonly<Record<string, Scalar>>[] = [];
  private current: Readonly<Record<string, Scalar>> = {};

  /** Remembers every id, position and number in an answer. What is only called `id` there is kept as `idName`. */
  learn(value: unknown, idName = 'id'): void {
    if (Array.isArray(value)) for (const one of value.slice(0, 5)) this.learn(one, idName);
    else if (typeof value === 'object' && value !== null) {
      const record: Record<string, Scalar> = {};
      for (const [key, one] of Object.entries(value)) {
        const name = key === 'id' ? idName : key;
        if (typeof one === 'number') record[name] = one;
        else if (typeof one !== 'string') this.learn(one, idName);
        else if (uuid.test(one) || words.has(name)) {
          record[name] = one;
          this.add(name, one);
        }
      }
      if (Object.values(record).some((one) => typeof one === 'string')) this.records.push(record);
      if (this.records.length > keptRecords) this.records.shift();
    }
  }

  add(name: string, value: string): void {
    const values = this.byName.get(name) ?? [];
    if (values.includes(value)) return;
    values.push(value);
    if (values.length > kept) values.shift();
    this.byName.set(name, values);
  }

  /** From now on ids are preferably those of one thing that an answer told of. */
  focus(at: number): void {
    this.current = this.records[at % Math.max(1, this.records.length)] ?? {};
  }

  /** One that was known by this name, or by any. */
  pick(name: string, at: number): Scalar | undefined {
    if (at % 4 !== 0 && Object.hasOwn(this.current, name)) return this.current[name];
    const values = this.byName.get(name) ?? [...this.byName.values()].flat();
    return values[at % Math.max(1, values.length)];
  }
}

/** For whom, by their place in the list of tokens, a route was ever open: most requests should come further than to "not allowed". */
export class Doors {
  private readonly byRoute = new Map<string, number[]>();

  opened(route: string, who: number): void {
    const known = this.byRoute.get(route) ?? [];
    if (who >= 0 && !known.includes(who)) this.byRoute.set(route, [...known, who]);
  }

  open(route: string, at: number): number {
    const known = this.byRoute.get(route) ?? [];
    return known[at % Math.max(1, known.length)] ?? at;
  }
}
