import {
  array,
  BINARY,
  BOOLEAN,
  CALENDAR_INTERVAL,
  DATE,
  decimal,
  DOUBLE,
  FLOAT,
  INTEGER,
  isIntegral,
  isNumeric,
  isTimestamp,
  LONG,
  map,
  sameType,
  sqlName,
  STRING,
  struct,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  VOID,
  type DataType,
} from '../types/data-type.ts';

/** What a parameter takes: one type, a family of types, or several of these. */
export interface TypePattern {
  /** Names for messages (`"STRING" or "BINARY"`). */
  readonly names: readonly string[];
  accepts(type: DataType): boolean;
  /** What a NULL or a text becomes; absent for a choice of several patterns. */
  readonly concrete?: DataType;
  /** The choices, in order of preference. */
  readonly choices?: readonly TypePattern[];
  /** The family, where coercion has rules for it. */
  readonly family?: 'numeric' | 'integral' | 'decimal' | 'timestamp' | 'any' | 'array';
  readonly element?: TypePattern;
  /** Types that are refused though a cast would exist. */
  readonly excludes?: (type: DataType) => boolean;
}

const exactly = (type: DataType): TypePattern => ({
  names: [sqlName(type)],
  accepts: (t) => sameType(t, type),
  concrete: type,
});

export const NUMERIC: TypePattern = { names: ['NUMERIC'], accepts: isNumeric, concrete: DOUBLE, family: 'numeric' };
export const INTEGRAL: TypePattern = {
  names: ['INTEGRAL'],
  accepts: isIntegral,
  concrete: INTEGER,
  family: 'integral',
};
export const DECIMAL_OF_ANY: TypePattern = {
  names: ['DECIMAL'],
  accepts: (t) => t.kind === 'decimal',
  concrete: decimal(38, 18),
  family: 'decimal',
};
export const ANY_TIMESTAMP: TypePattern = {
  names: ['(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)'],
  accepts: isTimestamp,
  concrete: TIMESTAMP,
  family: 'timestamp',
};
export const TEXT = exactly(STRING);
export const BYTES = exactly(BINARY);
export const BOOL = exactly(BOOLEAN);
export const INT = exactly(INTEGER);
export const BIGINT = exactly(LONG);
export const REAL = exactly(FLOAT);
export const FLOATING = exactly(DOUBLE);
export const DAY = exactly(DATE);
export const INSTANT = exactly(TIMESTAMP);
export const WALL_CLOCK = exactly(TIMESTAMP_NTZ);
export const CALENDAR = exactly(CALENDAR_INTERVAL);
export const DAY_TIME: TypePattern = {
  names: ['INTERVAL DAY TO SECOND'],
  accepts: (t) => t.kind === 'day_time_interval',
  concrete: { kind: 'day_time_interval', start: 'day', end: 'second' },
};
export const YEAR_MONTH: TypePattern = {
  names: ['INTERVAL YEAR TO MONTH'],
  accepts: (t) => t.kind === 'year_month_interval',
  concrete: { kind: 'year_month_interval', start: 'year', end: 'month' },
};
export const ANY_ARRAY: TypePattern = {
  names: ['ARRAY'],
  accepts: (t) => t.kind === 'array',
  concrete: array(VOID),
};
export const ANY_MAP: TypePattern = { names: ['MAP'], accepts: (t) => t.kind === 'map', concrete: map(VOID, VOID) };
export const ANY_STRUCT: TypePattern = { names: ['STRUCT'], accepts: (t) => t.kind === 'struct', concrete: struct([]) };

export const arrayOf = (element: TypePattern): TypePattern => ({
  names: element.names.map((name) => `ARRAY<${name}>`),
  accepts: (t) => t.kind === 'array' && element.accepts(t.element),
  concrete: array(element.concrete ?? VOID),
  family: 'array',
  element,
});

/** The type itself, nullability aside. */
export const type = exactly;

/** One of several, tried in order. */
export const anyOf = (...choices: TypePattern[]): TypePattern => ({
  names: choices.flatMap((choice) => choice.names),
  accepts: (t) => choices.some((choice) => choice.accepts(t)),
  choices,
});
