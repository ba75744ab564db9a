import { MULTIPLIER } from '../types/hash-multiplier.ts';
import { wordsOf } from '../types/int128.ts';

/** Integers of 64 or 128 bits as words, one after the other: plain, so that threads, disks and checkpoints take them. */
export interface IntegerList {
  words: Int32Array<ArrayBuffer>;
  count: number;
}

/** Different rows of words, of any length each, in the order in which they came; as plain as a list. */
export interface WordRows extends IntegerList {
  /** By row: behind its last word. */
  ends: Int32Array<ArrayBuffer>;
  /** Where rows are found by their hash: row + 1, 0 where there is none; empty while there are few. */
  places: Int32Array<ArrayBuffer>;
}

/** A search through so few costs less than an index. */
const FEW = 8;
const NONE = new Int32Array(0);

export const noIntegers = (): IntegerList => ({ words: NONE, count: 0 });

export const noRows = (): WordRows => ({ words: NONE, count: 0, ends: NONE, places: NONE });

/** What a slot was given before it held words: null, or the list of bigints of an older checkpoint. */
export type HeldBefore = readonly bigint[] | null;

/** A list of the integers that a slot was given before. */
export function integersOf(before: HeldBefore, width: number): IntegerList {
  const list = noIntegers();
  for (const integer of before ?? []) appendInteger(list, wordsOf(integer), 0, width);
  return list;
}

/** Rows of one integer each, those that a slot was given before. */
export function integerRowsOf(before: HeldBefore, width: number): WordRows {
  const rows = noRows();
  for (const integer of before ?? []) addRow(rows, wordsOf(integer), 0, width);
  return rows;
}

/** Appends an integer of so many words. */
export function appendInteger(list: IntegerList, from: Int32Array, at: number, width: number): void {
  const end = list.count * width;
  list.words = withRoom(list.words, end, width);
  for (let k = 0; k < width; k++) list.words[end + k] = from[at + k]!;
  list.count++;
}

/** Appends what another list holds. */
export function appendIntegers(list: IntegerList, { words, count }: IntegerList, width: number): void {
  const end = list.count * width;
  list.words = withRoom(list.words, end, count * width);
  list.words.set(words.subarray(0, count * width), end);
  list.count += count;
}

/** Appends `from[start .. end)` unless there is such a row. @returns whether it was new */
export function addRow(rows: WordRows, from: Int32Array, start: number, end: number): boolean {
  const { count } = rows;
  rowOf(rows, from, start, end);
  return rows.count > count;
}

/** The number of the row that is `from[start .. end)`, which is appended where there is none. */
export function rowOf(rows: WordRows, from: Int32Array, start: number, end: number): number {
  const place = rows.count < FEW ? -1 : placeOf(rows, from, start, end);
  const known = place < 0 ? amongFew(rows, from, start, end) : rows.places[place]! - 1;
  if (known >= 0) return known;
  const length = end - start;
  const at = startOf(rows, rows.count);
  rows.words = withRoom(rows.words, at, length);
  for (let k = 0; k < length; k++) rows.words[at + k] = from[start + k]!;
  rows.ends = withRoom(rows.ends, rows.count, 1);
  rows.ends[rows.count] = at + length;
  rows.count++;
  if (place >= 0) rows.places[place] = rows.count;
  return rows.count - 1;
}

/** Where a row begins. */
export const startOf = ({ ends }: WordRows, row: number): number => (row === 0 ? 0 : ends[row - 1]!);

function amongFew(rows: WordRows, from: Int32Array, start: number, end: number): number {
  for (let row = 0; row < rows.count; row++) if (isRow(rows, row, from, start, end)) return row;
  return -1;
}

function isRow(rows: WordRows, row: number, from: Int32Array, start: number, end: number): boolean {
  const at = startOf(rows, row);
  if (rows.ends[row]! - at !== end - start) return false;
  for (let k = start; k < end; k++) if (rows.words[at + k - start] !== from[k]) return false;
  return true;
}

/** The place of a row in the index, or the free one where it would be; afterwards there is room for one more. */
function placeOf(rows: WordRows, from: Int32Array, start: number, end: number): number {
  if (rows.places.length < 2 * (rows.count + 1)) widenIndex(rows);
  const { places } = rows;
  const mask = places.length - 1;
  let place = hashOf(from, start, end) & mask;
  while (places[place] !== 0 && !isRow(rows, places[place]! - 1, from, start, end)) place = (place + 1) & mask;
  return place;
}

function widenIndex(rows: WordRows): void {
  const places = new Int32Array(Math.max(4 * FEW, 2 * rows.places.length));
  const mask = places.length - 1;
  for (let row = 0; row < rows.count; row++) {
    let place = hashOf(rows.words, startOf(rows, row), rows.ends[row]!) & mask;
    while (places[place] !== 0) place = (place + 1) & mask;
    places[place] = row + 1;
  }
  rows.places = places;
}

function hashOf(words: Int32Array, start: number, end: number): number {
  let hash = 0;
  for (let k = start; k < end; k++) {
    hash = Math.imul(hash ^ words[k]!, MULTIPLIER);
    hash ^= hash >>> 15;
  }
  return hash;
}

/** The bytes that lists and rows take in memory. */
export const wordBytes = (list: IntegerList | WordRows): number =>
  list.words.byteLength + ('ends' in list ? list.ends.byteLength + list.places.byteLength : 0);

function withRoom(array: Int32Array<ArrayBuffer>, end: number, more: number): Int32Array<ArrayBuffer> {
  if (end + more <= array.length) return array;
  const wider = new Int32Array(Math.max(4, 2 * array.length, end + more));
  wider.set(array.subarray(0, end));
  return wider;
}
