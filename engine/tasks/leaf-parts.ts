import { blocksOf } from '../columnar/take.ts';
import { shareBatches, sharedBatches, type SharedBatches } from '../columnar/shared-batches.ts';
import { packBatch, unpackBatch } from '../columnar/transfer.ts';
import { isTextVector, type RecordBatch, type Vector } from '../columnar/vector.ts';
import type { LeafRows } from '../operators/task-rules.ts';
import { BYTES_A_ROW, guessedRows } from '../operators/scan/guessed-rows.ts';
import type { SourcePart } from '../spi/source.ts';
import type { PartRows, TaskPart } from './task-messages.ts';
import type { TaskSizes } from './task-sizes.ts';

/** A part of a leaf, and how much work it is. */
export interface LeafPart extends TaskPart {
  /** Rows, as far as they are known: of a source they are guessed by its bytes. */
  readonly work: number;
}

/** How many rows a leaf has, about. */
export function leafWork(rows: LeafRows): number {
  switch (rows.kind) {
    case 'at hand':
      return rows.batches.reduce((n, batch) => n + batch.length, 0);
    case 'range':
      return rangeRows(rows);
    case 'source':
      return guessedRows(rows.reader.cut!(Infinity).parts);
    case 'stream':
      return 0;
  }
}

/** Cuts the rows of a leaf into parts, in their order. */
export function leafParts(
  rows: LeafRows,
  leaf: number,
  reads: readonly unknown[],
  work: number,
  { shareRows }: TaskSizes,
): LeafPart[] {
  switch (rows.kind) {
    case 'at hand':
      return gathered(units(shared(rows.batches, shareRows), work < shareRows), rows.columns, leaf, work);
    case 'range':
      return rangeParts(rows, leaf, work);
    case 'source':
      return sourceParts(rows.reader.cut!(sourceBytes(work)).parts, reads.indexOf(rows.reader), leaf);
    case 'stream':
      return [];
  }
}

/** How many bytes of a source are so much work. */
export const sourceBytes = (work: number): number => work * BYTES_A_ROW;

/** Parts of the read with a number as parts of a leaf. */
export const sourceParts = (parts: readonly SourcePart[], read: number, leaf: number): LeafPart[] =>
  parts.map(({ place, bytes }) => ({ leaf, rows: { kind: 'source', read, place }, work: bytes / BYTES_A_ROW }));

type RangeRows = LeafRows & { readonly kind: 'range' };

function rangeParts(range: RangeRows, leaf: number, work: number): LeafPart[] {
  const { start, step } = range;
  const total = rangeRows(range);
  const count = Math.max(1, Math.round(total / work));
  const least = Math.floor(total / count);
  const longer = total - least * count;
  return Array.from({ length: count }, (_, i): LeafPart => {
    const from = least * i + Math.min(i, longer);
    const length = i < longer ? least + 1 : least;
    const rows: PartRows = { kind: 'range', start: start + BigInt(from) * step, step, count: length };
    return { leaf, rows, work: length };
  });
}

/** The first rows of a part, where a part of it costs less than all of it. */
export function firstOf(part: LeafPart, rows: number): LeafPart {
  if (part.rows.kind !== 'range' || part.rows.count <= rows) return part;
  return { ...part, rows: { ...part.rows, count: rows }, work: rows };
}

function rangeRows({ start, end, step }: RangeRows): number {
  const span = step > 0n ? end - start : start - end;
  const width = step > 0n ? step : -step;
  return span > 0n ? Number((span + width - 1n) / width) : 0;
}

/** Rows at hand that were put into shared memory. */
const known = new WeakMap<readonly RecordBatch[], readonly SharedBatches[]>();

/** Rows at hand in memory that all threads see; copied there once. */
function shared(batches: readonly RecordBatch[], shareRows: number): readonly SharedBatches[] {
  let groups = known.get(batches);
  if (groups === undefined) known.set(batches, (groups = copied(batches, shareRows)));
  return groups;
}

/** The same rows where they lie in shared memory, null when they were never copied there. */
export function inSharedMemory(batches: readonly RecordBatch[]): readonly RecordBatch[] | null {
  const groups = known.get(batches);
  if (groups === undefined) return null;
  const views = [...sharedRows(groups)];
  known.set(views, groups);
  return views;
}

function copied(batches: readonly RecordBatch[], shareRows: number): SharedBatches[] {
  const groups: SharedBatches[] = [];
  let group: RecordBatch[] = [];
  let rows = 0;
  const close = (): void => {
    if (group.length > 0) groups.push(shareBatches(group, group[0]!.schema));
    group = [];
    rows = 0;
  };
  for (const block of batches.flatMap((batch) => [...blocksOf(batch)])) {
    group.push(block.columns.some(isFewOfMany) ? unpackBatch(packBatch(block, []), block.schema) : block);
    rows += block.length;
    if (rows >= shareRows) close();
  }
  close();
  return groups;
}

/** Whether a column's texts lie among very many that other rows use. */
function isFewOfMany(vector: Vector): boolean {
  if (vector.layout === 'struct') return vector.children.some(isFewOfMany);
  if (vector.layout === 'list') return isFewOfMany(vector.items);
  return isTextVector(vector) && vector.texts.size > 4 * vector.data.length;
}

/** What parts are made of: groups, or each block of theirs. */
const units = (groups: readonly SharedBatches[], blocks: boolean): readonly SharedBatches[] =>
  blocks
    ? groups.flatMap((group) => group.batches.map((batch) => ({ ...group, batches: [batch], rows: batch.length })))
    : groups;

function gathered(
  groups: readonly SharedBatches[],
  columns: readonly number[] | null,
  leaf: number,
  work: number,
): LeafPart[] {
  const parts: LeafPart[] = [];
  let part: SharedBatches[] = [];
  let rows = 0;
  const close = (): void => {
    if (part.length > 0) parts.push({ leaf, rows: { kind: 'shared', groups: part, columns }, work: rows });
    part = [];
    rows = 0;
  };
  for (const group of groups) {
    if (rows > 0 && rows + group.rows / 2 > work) close();
    part.push(group);
    rows += group.rows;
  }
  close();
  return parts;
}

/** The rows of a part of rows at hand. */
export function* sharedRows(groups: readonly SharedBatches[]): Generator<RecordBatch> {
  for (const group of groups) yield* sharedBatches(group);
}

/** How many rows and bytes a part is: rows of a source are not known before they are read. */
export const workOf = ({ rows, work }: LeafPart): [rows: number, bytes: number] =>
  rows.kind === 'source' ? [0, work * BYTES_A_ROW] : [work, 0];
