/** A type of a column with some of its values, as the recorded answers write them; the last is NULL. */
export interface ColumnKind {
  readonly type: string;
  readonly values: readonly unknown[];
}

/** What rows are grouped and joined by. */
export const KEY_KINDS: readonly ColumnKind[] = [
  { type: 'STRING', values: ['a', 'b', 'c', '', 'é', '🎉', 'A', null] },
  { type: 'INT', values: [1, 2, 0, -1, 2147483647, null] },
  { type: 'BIGINT', values: ['1', '2', '9007199254740993', '-5', null] },
  { type: 'BOOLEAN', values: [true, false, null] },
  { type: 'DECIMAL(6,2)', values: ['1.00', '1.10', '-2.50', '0.00', null] },
  { type: 'DATE', values: ['2024-01-01', '1969-12-31', '2024-02-29', null] },
  { type: 'DOUBLE', values: [1.5, 2.25, 0, 'NaN', null] },
  { type: 'BINARY', values: ['AAE=', '/w==', '', null] },
  { type: 'STRUCT<a:INT,b:STRING>', values: [[1, 'x'], [1, null], [null, null], [2, ''], null] },
  { type: 'ARRAY<INT>', values: [[1], [1, null], [], [2, 3], null] },
];

/** What is summed and compared; doubles are quarters, whose sums are exact in any order. */
export const NUMBER_KINDS: readonly ColumnKind[] = [
  { type: 'INT', values: [1, 2, 3, 5, 8, 0, -4, 13, null] },
  { type: 'BIGINT', values: ['1', '2', '30', '-4', '4611686018427387904', null] },
  { type: 'DOUBLE', values: [1, 0.25, 2.5, -3.75, 100, null] },
  { type: 'DECIMAL(10,2)', values: ['1.00', '2.25', '-0.01', '99999999.99', null] },
  { type: 'FLOAT', values: [1, 0.25, -2.5, null] },
  { type: 'SMALLINT', values: [1, 2, -3, 32767, null] },
];
