import type { StructType } from '../types/data-type.ts';
import { lengthOf } from './concat.ts';
import { Int128Array } from './int128-array.ts';
import { ownItems } from './own-items.ts';
import { TextBlock } from './text-block.ts';
import type { Texts } from './texts.ts';
import { isTextVector, type RecordBatch, type Vector } from './vector.ts';

/**
 * Batches in memory that threads share: what crosses are places in it. Nobody may write there.
 */
export interface SharedBatches {
  readonly memory: SharedArrayBuffer;
  readonly schema: StructType;
  readonly rows: number;
  readonly batches: readonly { readonly length: number; readonly columns: readonly SharedVector[] }[];
}

type Kind = keyof typeof ARRAYS;

/** Elements of a typed array in the memory. */
interface Place {
  readonly kind: Kind;
  readonly at: number;
  readonly length: number;
}

type SharedVector =
  | { readonly layout: 'struct'; readonly valid: Place | null; readonly children: readonly SharedVector[] }
  | {
      readonly layout: 'list';
      readonly valid: Place | null;
      readonly starts: Place;
      readonly ends: Place;
      readonly items: SharedVector;
    }
  | {
      readonly layout: 'string' | 'binary';
      readonly valid: Place | null;
      readonly data: Place;
      readonly arena: Place;
      readonly starts: Place;
      readonly ends: Place;
      readonly repeats: boolean;
    }
  | {
      readonly layout: Exclude<Vector['layout'], 'struct' | 'list' | 'string' | 'binary' | 'object'>;
      readonly valid: Place | null;
      readonly data: Place;
    };

const ARRAYS = {
  u8: Uint8Array,
  i32: Int32Array,
  i64: BigInt64Array,
  i128: Int128Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;
type Values = Uint8Array | Int32Array | BigInt64Array | Int128Array | Float32Array | Float64Array;

const kindOf = (values: Values): Kind =>
  (Object.keys(ARRAYS) as Kind[]).find((kind) => values instanceof ARRAYS[kind])!;

/** Whether a vector has a layout that threads can share: values that are JavaScript objects have none. */
export function isShareable(vector: Vector): boolean {
  if (vector.layout === 'struct') return vector.children.every(isShareable);
  return vector.layout === 'list' ? isShareable(vector.items) : vector.layout !== 'object';
}

/** Copies batches into memory that threads share. */
export function shareBatches(batches: readonly RecordBatch[], schema: StructType): SharedBatches {
  const plan = new Layout();
  const placed = batches.map(({ length, columns }) => ({
    length,
    columns: columns.map((column) => plan.vector(column, length)),
  }));
  const rows = batches.reduce((n, batch) => n + batch.length, 0);
  return { memory: plan.fill(), schema, rows, batches: placed };
}

/** Where each array goes; the same array goes there once. */
class Layout {
  private size = 0;
  private readonly arrays: { readonly values: Values; readonly place: Place }[] = [];
  private readonly known = new Map<Values, Place>();
  private readonly texts = new Map<Texts, { readonly arena: Place; readonly starts: Place; readonly ends: Place }>();

  vector(vector: Vector, length: number): SharedVector {
    const valid = vector.valid === null ? null : this.add(vector.valid.subarray(0, length));
    if (vector.layout === 'struct') {
      return { layout: 'struct', valid, children: vector.children.map((child) => this.vector(child, length)) };
    }
    if (vector.layout === 'list') {
      const { starts, ends, items } = ownItems(vector, length);
      const [from, to] = [this.add(starts.subarray(0, length)), this.add(ends.subarray(0, length))];
      return { layout: 'list', valid, starts: from, ends: to, items: this.vector(items, lengthOf(items)) };
    }
    if (vector.layout === 'object') throw new TypeError('objects are not shared between threads');
    const data = this.add((vector.data as Int32Array).subarray(0, length));
    if (!isTextVector(vector)) return { layout: vector.layout, valid, data };
    return { layout: vector.layout, valid, data, ...this.textsOf(vector.texts), repeats: vector.texts.repeats };
  }

  private textsOf(texts: Texts): { readonly arena: Place; readonly starts: Place; readonly ends: Place } {
    let known = this.texts.get(texts);
    if (known === undefined) {
      const { arena, starts, ends, size } = texts;
      let used = 0;
      for (let id = 0; id < size; id++) used = Math.max(used, ends[id]!);
      known = {
        arena: this.once(arena, used),
        starts: this.add(starts.subarray(0, size)),
        ends: this.add(ends.subarray(0, size)),
      };
      this.texts.set(texts, known);
    }
    return known;
  }

  /** Blocks of one piece of a file lie in the same arena. */
  private once(arena: Uint8Array, used: number): Place {
    const known = this.known.get(arena);
    if (known !== undefined && known.length >= used) return known;
    const place = this.add(arena.subarray(0, used));
    this.known.set(arena, place);
    return place;
  }

  private add(values: Values): Place {
    const place: Place = { kind: kindOf(values), at: this.size, length: values.length };
    this.arrays.push({ values, place });
    this.size += (values.byteLength + 7) & ~7;
    return place;
  }

  fill(): SharedArrayBuffer {
    const memory = new SharedArrayBuffer(this.size);
    for (const { values, place } of this.arrays) (arrayAt(memory, place) as Int32Array).set(values as Int32Array);
    return memory;
  }
}

// typed arrays over shared memory are typed as if they lay in a buffer of their own: nobody here transfers them
const arrayAt = (memory: SharedArrayBuffer, { kind, at, length }: Place): Values =>
  kind === 'i128'
    ? new Int128Array(memory, at, length)
    : new ARRAYS[kind](memory as unknown as ArrayBuffer, at, length);

/** The batches, over the shared memory itself. */
export function sharedBatches({ memory, schema, batches }: SharedBatches): RecordBatch[] {
  const texts = new Map<number, Map<number, TextBlock>>();
  const vectorAt = (shared: SharedVector): Vector => {
    const valid = shared.valid === null ? null : (arrayAt(memory, shared.valid) as Uint8Array);
    if (shared.layout === 'struct') return { layout: 'struct', valid, children: shared.children.map(vectorAt) };
    if (shared.layout === 'list') {
      const [starts, ends] = [arrayAt(memory, shared.starts), arrayAt(memory, shared.ends)] as [Int32Array, Int32Array];
      return { layout: 'list', valid, starts, ends, items: vectorAt(shared.items) };
    }
    const data = arrayAt(memory, shared.data);
    if (shared.layout !== 'string' && shared.layout !== 'binary') {
      return { layout: shared.layout, valid, data } as Vector;
    }
    let blocks = texts.get(shared.starts.at);
    if (blocks === undefined) texts.set(shared.starts.at, (blocks = new Map()));
    let block = blocks.get(shared.arena.at);
    if (block === undefined) {
      const [arena, starts, ends] = [shared.arena, shared.starts, shared.ends].map((place) => arrayAt(memory, place));
      block = new TextBlock(arena as Uint8Array, starts as Int32Array, ends as Int32Array, shared.repeats);
      blocks.set(shared.arena.at, block);
    }
    return { layout: shared.layout, valid, data: data as Int32Array, texts: block };
  };
  return batches.map(({ length, columns }) => ({ schema, length, columns: columns.map(vectorAt) }));
}
