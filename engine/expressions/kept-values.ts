import { layoutOf, type Scalar } from '../columnar/vector.ts';
import type { DataType } from '../types/data-type.ts';
import { doubleOfWords } from '../types/exact-long.ts';
import { integerAt, longAt, wholeAt } from '../types/int128.ts';
import { integersOf, type IntegerList } from './word-rows.ts';

/** Values that an aggregate kept, none of them null. */
export interface KeptValues {
  readonly length: number;
  at(place: number): Scalar;
  /** The double nearest to a number. */
  double(place: number): number;
  /** All of them in a list. */
  readonly scalars: Scalar[];
}

/** How many words an integer of a type is kept as; 0 where values are kept as scalars. */
export function keptWords(type: DataType): number {
  const layout = layoutOf(type);
  return layout === 'i64' ? 2 : layout === 'i128' ? 4 : 0;
}

/** What lies in the slot of an aggregate that keeps values of a type, null for none. */
export function keptValues(slot: Scalar, type: DataType): KeptValues {
  const width = keptWords(type);
  if (width === 0) return new KeptScalars((slot as Scalar[] | null) ?? []);
  return new KeptIntegers(keptIntegers(slot, width), width);
}

/** The integers of a slot, of so many words each. */
export const keptIntegers = (slot: Scalar, width: number): IntegerList =>
  slot === null || Array.isArray(slot) ? integersOf(slot, width) : (slot as IntegerList);

class KeptScalars implements KeptValues {
  readonly scalars: Scalar[];

  constructor(scalars: Scalar[]) {
    this.scalars = scalars;
  }

  get length(): number {
    return this.scalars.length;
  }

  at(place: number): Scalar {
    return this.scalars[place];
  }

  double(place: number): number {
    return Number(this.scalars[place]);
  }
}

/** Integers as they lie in words. */
export class KeptIntegers implements KeptValues {
  readonly list: IntegerList;
  readonly width: number;

  constructor(list: IntegerList, width: number) {
    this.list = list;
    this.width = width;
  }

  get length(): number {
    return this.list.count;
  }

  at(place: number): bigint {
    const { list, width } = this;
    return width === 2 ? longAt(list.words, 2 * place) : integerAt(list.words, 4 * place);
  }

  double(place: number): number {
    const { words } = this.list;
    if (this.width === 2) return doubleOfWords(words[2 * place]!, words[2 * place + 1]!);
    const whole = wholeAt(words, 4 * place);
    return whole === whole ? whole : Number(integerAt(words, 4 * place));
  }

  get scalars(): Scalar[] {
    return Array.from({ length: this.length }, (_, place) => this.at(place));
  }
}
