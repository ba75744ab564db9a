/**
 * A map by what keys are, not by which object: `["a", 1]` is one key however often it is made.
 *
 * @internal
 */
export class KeyMap<K, V> {
  private readonly simple = new Map<unknown, [K, V]>();
  private readonly composed = new Map<string, [K, V]>();

  get(key: K): V | undefined {
    return this.entry(key)?.[1];
  }

  has(key: K): boolean {
    return this.entry(key) !== undefined;
  }

  set(key: K, value: V): void {
    if (isComposed(key)) this.composed.set(textOf(key), [key, value]);
    else this.simple.set(key, [key, value]);
  }

  delete(key: K): void {
    if (isComposed(key)) this.composed.delete(textOf(key));
    else this.simple.delete(key);
  }

  /** The value of a key, made when there is none. */
  at(key: K, make: () => V): V {
    const found = this.entry(key);
    if (found !== undefined) return found[1];
    const made = make();
    this.set(key, made);
    return made;
  }

  entries(): [K, V][] {
    return [...this.simple.values(), ...this.composed.values()];
  }

  static of<K, V>(entries: Iterable<readonly [K, V]>): KeyMap<K, V> {
    const map = new KeyMap<K, V>();
    for (const [key, value] of entries) map.set(key, value);
    return map;
  }

  private entry(key: K): [K, V] | undefined {
    return isComposed(key) ? this.composed.get(textOf(key)) : this.simple.get(key);
  }
}

const isComposed = (key: unknown): key is object => typeof key === 'object' && key !== null;

function textOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (!isComposed(value)) return String(value);
  if (value instanceof Date) return `date ${value.getTime()}`;
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (value instanceof Map) return `map ${[...value].map(textOf).sort().join()}`;
  if (value instanceof Set) return `set ${[...value].map(textOf).sort().join()}`;
  if (value instanceof RegExp) return `regexp ${value}`;
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return `json ${textOf(toJSON.call(value))}`;
  const fields = Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, item]) => `${JSON.stringify(name)}:${textOf(item)}`).join()}}`;
}
