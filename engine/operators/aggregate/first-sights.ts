import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import { DOUBLE, struct } from '../../types/data-type.ts';
import type { AggregateOperator } from './aggregate.ts';

/** Groups of one window, or of one pane, that can be told apart. */
const MOST_GROUPS = 2 ** 32;

/** Numbers that tell in which order groups would come out had all stayed in memory. */
export class FirstSights {
  private readonly operator: AggregateOperator;
  /** By window or pane: which one it is, and how many groups of it were numbered. */
  private readonly buckets = new Map<string, { readonly place: number; groups: number }>();
  private windows: ReadonlyMap<bigint, number> | null = null;

  constructor(operator: AggregateOperator) {
    this.operator = operator;
  }

  /** Numbers the next groups of a window or pane. */
  readonly numbering = (bucket: string, count: number): Float64Array<ArrayBuffer> => {
    let known = this.buckets.get(bucket);
    if (known === undefined) this.buckets.set(bucket, (known = { place: this.buckets.size, groups: 0 }));
    const first = known.place * MOST_GROUPS + known.groups;
    known.groups += count;
    const numbers = new Float64Array(count);
    for (let i = 0; i < count; i++) numbers[i] = first + i;
    return numbers;
  };

  /** Rows of groups, with the place of their window behind their number. */
  ordered({ schema, columns, length }: RecordBatch): RecordBatch {
    const field = { name: 'window', type: DOUBLE, nullable: false };
    const place: Vector = { layout: 'f64', valid: null, data: this.windowPlaces(columns, length) };
    return { schema: struct([...schema.fields, field]), columns: [...columns, place], length };
  }

  /** Windows come in the order of the panes that they were first seen in; numbers follow windows already elsewhere. */
  private windowPlaces(columns: readonly Vector[], length: number): Float64Array {
    const { windowsOfPane, windowColumn } = this.operator;
    if (windowsOfPane === null) return new Float64Array(length);
    const window = columns[windowColumn]! as Vector & { layout: 'struct' };
    const { data: starts } = window.children[0]! as Vector & { layout: 'i64' };
    const places = (this.windows ??= this.placesOf(windowsOfPane));
    return Float64Array.from(starts, (start) => places.get(start)!);
  }

  private placesOf(windowsOf: (pane: number) => readonly number[]): ReadonlyMap<bigint, number> {
    const places = new Map<bigint, number>();
    for (const pane of this.buckets.keys()) {
      for (const start of windowsOf(Number(pane)).map(BigInt)) if (!places.has(start)) places.set(start, places.size);
    }
    return places;
  }
}
