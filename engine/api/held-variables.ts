import type { StructType } from '../types/data-type.ts';
import type { Row } from './rows.ts';

/** A value of a state variable. */
export interface Item {
  /** Of a map. */
  readonly key?: Row;
  readonly value: Row;
  /** When it goes, milliseconds of processing time; null for never. */
  readonly expiryMs: number | null;
}

/** What a state variable of the group at hand holds. */
export interface HeldVariable {
  readonly items: Iterable<Item>;
  /** Leaves out what is over. @returns whether there was any */
  expire(nowMs: number): boolean;
}

const isOver =
  (nowMs: number) =>
  ({ expiryMs }: Item): boolean =>
    expiryMs !== null && expiryMs <= nowMs;

/** When the first of its values goes; Infinity for never. */
export function earliestOf({ items }: HeldVariable): number {
  let earliest = Infinity;
  for (const { expiryMs } of items) if (expiryMs !== null && expiryMs < earliest) earliest = expiryMs;
  return earliest;
}

/**
 * Values in order; a value state has one at most.
 *
 * @internal
 */
export class HeldList implements HeldVariable {
  items: Item[];

  constructor(items: readonly Item[]) {
    this.items = [...items];
  }

  expire(nowMs: number): boolean {
    const { length } = this.items;
    const over = isOver(nowMs);
    this.items = this.items.filter((item) => !over(item));
    return this.items.length < length;
  }
}

/**
 * Values by keys; keys are the same when their fields are.
 *
 * @internal
 */
export class HeldMap implements HeldVariable {
  private readonly byKey = new Map<string, Item>();
  private readonly keys: StructType;

  constructor(items: readonly Item[], keys: StructType) {
    this.keys = keys;
    for (const item of items) this.set(item as Item & { readonly key: Row });
  }

  get items(): IterableIterator<Item> {
    return this.byKey.values();
  }

  get size(): number {
    return this.byKey.size;
  }

  get(key: Row): Item | undefined {
    return this.byKey.get(this.textOf(key));
  }

  set(item: Item & { readonly key: Row }): void {
    this.byKey.set(this.textOf(item.key), item);
  }

  delete(key: Row): boolean {
    return this.byKey.delete(this.textOf(key));
  }

  clear(): void {
    this.byKey.clear();
  }

  expire(nowMs: number): boolean {
    const { size } = this;
    const over = isOver(nowMs);
    for (const [text, item] of this.byKey) if (over(item)) this.byKey.delete(text);
    return this.size < size;
  }

  private textOf(key: Row): string {
    const fields = this.keys.fields.map((field) => key[field.name] ?? null);
    return JSON.stringify(fields, plain);
  }
}

/** What JSON has no form for, as a text. */
const plain = (_: string, value: unknown): unknown =>
  // a BIGINT comes back as a number
  typeof value === 'bigint' && Number.isSafeInteger(Number(value))
    ? Number(value)
    : typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
      ? `${value} `
      : value;
