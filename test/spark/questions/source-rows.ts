import fc from 'fast-check';
import { choice, chosen } from './choice.ts';
import type { ColumnKind } from './column-kinds.ts';

/** A row to be: how far it lies from the present of its batch, and its values. */
export interface RowChoice {
  readonly seconds: number;
  readonly micros: number;
  readonly withoutTime: boolean;
  readonly key: number;
  readonly number: number;
  readonly other: number;
}

export const rowChoice: fc.Arbitrary<RowChoice> = fc.record({
  seconds: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -8, max: 12 }) }, fc.integer({ min: -90, max: 30 })),
  micros: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(999_999)),
  withoutTime: fc.nat(30).map((n) => n === 30),
  key: choice,
  number: choice,
  other: choice,
});

/** What the columns of a source hold: `ts`, a key, an INT, another number. */
export interface SourceColumns {
  readonly names: readonly [time: string, key: string, number: string, other: string];
  readonly key: ColumnKind;
  readonly other: ColumnKind;
}

const INTS: readonly unknown[] = [1, 2, 3, 5, 8, 0, -4, 13, null];

export const schemaOf = ({ names: [time, k, v, w], key, other }: SourceColumns): string =>
  `${time} TIMESTAMP, ${k} ${key.type}, ${v} INT, ${w} ${other.type}`;

/** @param nowSeconds the present of the batch, since 1970 */
export const rowOf = ({ key, other }: SourceColumns, nowSeconds: number, row: RowChoice): unknown[] => [
  row.withoutTime ? null : timeText(nowSeconds + row.seconds, row.micros),
  chosen(key.values, row.key),
  chosen(INTS, row.number),
  chosen(other.values, row.other),
];

const timeText = (seconds: number, micros: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`;
