import type { ExpressionCode } from '../../../codegen/code-context.ts';
import { itemScratch } from '../../../codegen/kept-list.ts';
import { listOfPlaces } from '../../../codegen/list-code.ts';
import { layoutOf } from '../../../columnar/vector.ts';
import { compareRanges } from '../../../types/byte-ranges.ts';
import { compare, copy } from '../../../types/int128.ts';
import { compareNumbers, comparePresent } from '../../../types/compare.ts';
import type { DataType } from '../../../types/data-type.ts';
import type { ScalarCode } from '../../define-function.ts';
import { kernel } from '../../function-code.ts';
import { listOf, unless } from '../../list-call.ts';
import type { Items } from './define-array-function.ts';

/** Up to here placing each item among those before it is cheaper than a general sort. */
const FEW = 12;

/** The code of a sort: NULLs are the smallest, or always last; equal items keep their order. It may get `ascending`. */
export function sortedCode(element: DataType, nulls: 'smallest' | 'last'): ScalarCode {
  const layout = layoutOf(element);
  if (layout === 'object' || layout === 'struct' || layout === 'list') {
    const sorted = sorter(element, nulls);
    return kernel((items: Items, ascending = true) => sorted(items, ascending));
  }
  return listOf(({ lists: [list], values: [ascending], isNull }, g) => {
    const scratch = itemScratch(element, g);
    const [start, end, missing] = [g.fresh('s'), g.fresh('e'), g.fresh('n')];
    const up = ascending?.value ?? 'true';
    const put = list!.each((item) => {
      if (item.isNull === 'true') return `${missing}++;`;
      const write = scratch.append({ ...item, isNull: 'false' });
      return item.isNull === 'false' ? write : `if (${item.isNull}) ${missing}++; else {\n${write}\n}`;
    });
    const sort = layout === 'string' || layout === 'binary' ? sortTexts : SORTS[layout];
    const among = sort === sortTexts ? `, ${scratch.texts}` : layout === 'i64' ? `, ${scratch.path}.words` : '';
    const order = `${g.constant(sort)}(${scratch.values}, ${start}, ${end}, ${up}${among});`;
    const run = `${start} = ${scratch.next};\n${put}\n${end} = ${scratch.next};\n${order}`;
    const first = nulls === 'smallest' ? `(${up} ? ${missing} : 0)` : '0';
    const [skipped, count] = [g.fresh('n'), g.fresh('n')];
    const item = (place: string): ExpressionCode => {
      const at = g.fresh('n');
      const read = scratch.read(`${start} + ${at}`);
      const isMissing = `(${at} < 0 || ${at} >= ${end} - ${start})`;
      return { ...read, code: `const ${at} = ${place} - ${skipped};\n${read.code}`, isNull: isMissing };
    };
    const declared = `let ${start} = 0, ${end} = 0, ${missing} = 0, ${skipped} = 0, ${count} = 0;`;
    const known = `${skipped} = ${first}; ${count} = ${end} - ${start} + ${missing};`;
    return { code: `${declared}\n${unless(isNull, `${run}\n${known}`)}`, list: listOfPlaces(count, item, g) };
  });
}

function sortDoubles(data: Float32Array | Float64Array, start: number, end: number, ascending: boolean): void {
  // prettier-ignore
  if (end - start > FEW) {
    const part = data.subarray(start, end);
    part.sort(ascending ? compareNumbers : (a, b) => compareNumbers(b, a));
    return;
  }
  for (let i = start + 1; i < end; i++) {
    const item = data[i]!;
    let at = i;
    if (ascending) for (; at > start && compareNumbers(data[at - 1]!, item) > 0; at--) data[at] = data[at - 1]!;
    else for (; at > start && compareNumbers(data[at - 1]!, item) < 0; at--) data[at] = data[at - 1]!;
    data[at] = item;
  }
}

function sortInts(data: Int32Array | Uint8Array, start: number, end: number, ascending: boolean): void {
  if (end - start > FEW) {
    const part = data.subarray(start, end).sort();
    if (!ascending) part.reverse();
    return;
  }
  for (let i = start + 1; i < end; i++) {
    const item = data[i]!;
    let at = i;
    if (ascending) for (; at > start && data[at - 1]! > item; at--) data[at] = data[at - 1]!;
    else for (; at > start && data[at - 1]! < item; at--) data[at] = data[at - 1]!;
    data[at] = item;
  }
}

/** By halves: each bigint that is read costs an object. */
function sortLongs(data: BigInt64Array, start: number, end: number, ascending: boolean, halves: Int32Array): void {
  if (end - start > FEW) {
    const part = data.subarray(start, end).sort();
    if (!ascending) part.reverse();
    return;
  }
  for (let i = start + 1; i < end; i++) {
    const [low, high] = [halves[2 * i]!, halves[2 * i + 1]!];
    let at = i;
    for (; at > start; at--) {
      const [lowBefore, highBefore] = [halves[2 * at - 2]!, halves[2 * at - 1]!];
      const isAfter = highBefore > high || (highBefore === high && lowBefore >>> 0 > low >>> 0);
      const isBefore = highBefore < high || (highBefore === high && lowBefore >>> 0 < low >>> 0);
      if (!(ascending ? isAfter : isBefore)) break;
      halves[2 * at] = lowBefore;
      halves[2 * at + 1] = highBefore;
    }
    halves[2 * at] = low;
    halves[2 * at + 1] = high;
  }
}

function sortIntegers(words: Int32Array, start: number, end: number, ascending: boolean): void {
  const order = Array.from({ length: end - start }, (_, i) => 4 * (start + i));
  order.sort((a, b) => (ascending ? compare(words, a, words, b) : compare(words, b, words, a)));
  const sorted = new Int32Array(4 * order.length);
  order.forEach((at, i) => copy(sorted, 4 * i, words, at));
  words.set(sorted, 4 * start);
}

/** Text `id` is `arena[offsets[id] .. offsets[id + 1])`. */
interface HeldTexts {
  readonly arena: Uint8Array;
  readonly offsets: Int32Array;
}

function sortTexts(ids: Int32Array, start: number, end: number, ascending: boolean, held: HeldTexts): void {
  const { arena, offsets } = held;
  const compare = (a: number, b: number): number =>
    compareRanges(arena, offsets[a]!, offsets[a + 1]!, arena, offsets[b]!, offsets[b + 1]!);
  if (end - start > FEW) {
    ids.subarray(start, end).sort(ascending ? compare : (a, b) => compare(b, a));
    return;
  }
  const sign = ascending ? 1 : -1;
  for (let i = start + 1; i < end; i++) {
    const item = ids[i]!;
    let at = i;
    for (; at > start && sign * compare(ids[at - 1]!, item) > 0; at--) ids[at] = ids[at - 1]!;
    ids[at] = item;
  }
}

const SORTS = {
  bool: sortInts,
  i32: sortInts,
  i64: sortLongs,
  i128: sortIntegers,
  f32: sortDoubles,
  f64: sortDoubles,
} as const;

/** A sorted copy of an array: NULLs are the smallest, or always last; equal items keep their order. */
export function sorter(
  element: DataType,
  nulls: 'smallest' | 'last' = 'smallest',
): (items: Items, ascending: boolean) => unknown[] {
  const up = comparePresent(element);
  const down = (a: unknown, b: unknown): number => up(b, a);
  return (items, ascending) => {
    const compare = ascending ? up : down;
    const sorted: unknown[] = [];
    let missing = 0;
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (item === null) missing++;
      else sorted.push(item);
    }
    if (sorted.length <= FEW) placeEach(sorted, compare);
    else sorted.sort(compare);
    if (missing === 0) return sorted;
    const none = new Array<null>(missing).fill(null);
    return ascending && nulls === 'smallest' ? [...none, ...sorted] : [...sorted, ...none];
  };
}

function placeEach(items: unknown[], compare: (a: unknown, b: unknown) => number): void {
  for (let i = 1; i < items.length; i++) {
    const item = items[i];
    let at = i;
    for (; at > 0 && compare(items[at - 1], item) > 0; at--) items[at] = items[at - 1];
    items[at] = item;
  }
}
