import type { TextArena } from '../columnar/text-arena.ts';
import { isTextVector, scalarAt, type RecordBatch, type TextVector, type Vector } from '../columnar/vector.ts';
import { setLong, type Words } from '../types/int128.ts';
import type { FieldText } from './field-text.ts';

const NEWLINE = 10;

/**
 * Appends the rows of a batch, a line each, straight from their columns.
 *
 * @param fields one for each column
 * @param close called with the place where a line begins, after its fields are written
 */
export function putRows(
  out: TextArena,
  { columns, length }: RecordBatch,
  fields: readonly FieldText[],
  close?: (out: TextArena, start: number) => void,
): void {
  const puts = fields.map((field, i) => columnPutter(out, columns[i]!, field));
  for (let row = 0; row < length; row++) {
    const start = out.at;
    for (const put of puts) put(row);
    close?.(out, start);
    out.reserve(1);
    out.arena[out.at++] = NEWLINE;
  }
}

type PutRow = (row: number) => void;

function columnPutter(out: TextArena, column: Vector, { before, ofNull, put }: FieldText): PutRow {
  const value =
    isTextVector(column) && column.layout === 'string' ? textOf(column, out, put) : valueOf(column, out, put);
  const { valid } = column;
  const some = before.length === 0 ? value : behind(before, out, value);
  if (valid === null) return some;
  const none: PutRow =
    ofNull === undefined
      ? () => undefined
      : () => {
          out.putAll(before);
          out.putAll(ofNull);
        };
  return (row) => (valid[row] === 0 ? none : some)(row);
}

const behind =
  (before: Uint8Array, out: TextArena, value: PutRow): PutRow =>
  (row) => {
    out.putAll(before);
    value(row);
  };

function textOf({ data, texts }: TextVector, out: TextArena, put: FieldText['put']): PutRow {
  const copy = put as (out: TextArena, source: Uint8Array, start: number, end: number) => void;
  const { arena, starts, ends } = texts;
  return (row) => {
    const id = data[row]!;
    copy(out, arena, starts[id]!, ends[id]!);
  };
}

function valueOf(column: Vector, out: TextArena, put: FieldText['put']): PutRow {
  const write = put as (out: TextArena, value: unknown) => void;
  const writeWords = put as (out: TextArena, words: Words, at: number) => void;
  switch (column.layout) {
    case 'i32':
    case 'f32':
    case 'f64': {
      const { data } = column;
      return (row) => write(out, data[row]);
    }
    case 'i64': {
      const { buffer, byteOffset, length } = column.data;
      const halves = new Int32Array(buffer, byteOffset, 2 * length);
      const words = new Int32Array(4);
      return (row) => {
        setLong(words, 0, halves, 2 * row);
        writeWords(out, words, 0);
      };
    }
    case 'i128': {
      const { words } = column.data;
      return (row) => writeWords(out, words, 4 * row);
    }
    default:
      return (row) => write(out, scalarAt(column, row));
  }
}
