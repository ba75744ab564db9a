import type { Expression } from '../../expressions/expression.ts';
import type { DataType, StructType } from '../../types/data-type.ts';
import { describedValue } from '../../types/described-value.ts';
import { ArgumentError } from '../../types/errors.ts';
import type { Column } from '../column.ts';
import type { DataFrame } from '../data-frame.ts';
import type { MemoryStream } from '../memory-stream.ts';
import { namedColumn } from '../named-column.ts';
import { callSite, withPlace } from '../origin.ts';
import { COLUMN, DATA_FRAME, hasBrand, MEMORY_STREAM } from './brand.ts';
import { isArray } from './is-array.ts';
import { plainType } from './plain-type.ts';

/** The largest INT, and the ends of BIGINT. */
const INT_MAX = 2 ** 31 - 1;
const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

/**
 * The arguments of one call of the public API, each looked at before it is used: what has another type than the call takes is
 * an ArgumentError that names call, argument, value and cure, with the conditions of PySpark's own checks.
 *
 * @internal
 */
export class CallArguments {
  private readonly call: string;
  private readonly example: string;

  constructor(call: string, example: string) {
    this.call = call;
    this.example = example;
  }

  text(name: string, value: unknown): string {
    return typeof value === 'string' ? value : this.wrong(name, 'a text', value);
  }

  /** Texts one by one or in arrays. */
  texts(name: string, values: readonly unknown[]): string[] {
    return this.flattened(name, values).map((value) => this.text(name, value));
  }

  /** Texts with something in them. */
  filledTexts(name: string, values: readonly unknown[]): string[] {
    return this.texts(name, values).map((value) => this.filledText(name, value));
  }

  /** A text with something in it. */
  filledText(name: string, value: unknown): string {
    if (this.text(name, value).trim() !== '') return value as string;
    return this.refuse('VALUE_NOT_NON_EMPTY_STR', name, 'must be a non-empty string');
  }

  oneOrMore<T>(name: string, values: readonly T[]): readonly T[] {
    return values.length > 0
      ? values
      : this.failed('CANNOT_BE_EMPTY', `At least one of \`${name}\` of ${this.call} must be specified.`);
  }

  /** A value of an option or a setting, as text. */
  setting(name: string, value: unknown): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
    return this.wrong(name, 'a text, a number or a boolean', value);
  }

  /** Options as texts by name. */
  settings(name: string, value: unknown): Record<string, string> {
    const entries = this.entries(name, value, 'an object of options');
    return Object.fromEntries(entries.map(([option, setting]) => [option, this.setting(`${name}.${option}`, setting)]));
  }

  column(name: string, value: unknown, wanted = 'a Column'): Expression {
    return hasBrand(value, COLUMN) ? (value as Column).expression : this.wrong(name, wanted, value);
  }

  columnOrName(name: string, value: unknown, wanted = 'a Column or the name of one'): Expression {
    return typeof value === 'string' ? namedColumn(value) : this.column(name, value, wanted);
  }

  /** Columns and names one by one or in arrays. */
  columnsOrNames(name: string, values: readonly unknown[]): Expression[] {
    return this.flattened(name, values).map((value) => this.columnOrName(name, value));
  }

  /** @param most INT's largest without it */
  wholeNumber(name: string, value: unknown, least: number, most = INT_MAX): number {
    if (typeof value !== 'number' || !Number.isInteger(value)) return this.wrong(name, 'a whole number', value);
    if (value < least) {
      if (least === 0) this.refuse('NEGATIVE_VALUE', name, `must be greater than or equal to 0, got ${value}`);
      if (least === 1) this.refuse('VALUE_NOT_POSITIVE', name, `must be positive, got ${value}`);
    }
    if (value < least || value > most)
      this.refuse('VALUE_NOT_BETWEEN', name, `must be between ${least} and ${most}, got ${value}`);
    return value;
  }

  /** How many rows to take or to skip. */
  rowCount(name: string, value: unknown): number {
    if (typeof value === 'number' && Number.isInteger(value) && value < 0) {
      return this.failed(
        'INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE',
        `The limit like expression "${value}" is invalid. Argument \`${name}\` of ${this.call} must be equal to or greater than 0, but got ${value}.`,
        { sqlState: '42K0E' },
      );
    }
    return this.wholeNumber(name, value, 0, Number.MAX_SAFE_INTEGER);
  }

  /** A whole number of BIGINT's range. */
  bigint(name: string, value: unknown): bigint {
    const isWhole = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
    if (!isWhole) return this.wrong(name, 'a whole number', value);
    const whole = BigInt(value as number | bigint);
    if (whole < LONG_MIN || whole > LONG_MAX)
      this.refuse('VALUE_NOT_BETWEEN', name, `must be between ${LONG_MIN} and ${LONG_MAX}, got ${whole}`);
    return whole;
  }

  /** A number that is not negative. */
  positiveOrZero(name: string, value: unknown): number {
    if (typeof value !== 'number' || !Number.isFinite(value)) return this.wrong(name, 'a finite number', value);
    if (value < 0) this.refuse('NEGATIVE_VALUE', name, `must be greater than or equal to 0, got ${value}`);
    return value;
  }

  /** A number from 0 to 1. */
  atMostOne(name: string, value: unknown): number {
    const number = this.positiveOrZero(name, value);
    return number <= 1 ? number : this.refuse('VALUE_NOT_BETWEEN', name, `must be between 0 and 1, got ${number}`);
  }

  flag(name: string, value: unknown): boolean {
    return typeof value === 'boolean' ? value : this.wrong(name, 'true or false', value);
  }

  oneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
    const text = this.text(name, value) as T;
    if (allowed.includes(text)) return text;
    return this.refuse('VALUE_NOT_ALLOWED', name, `has to be amongst the following values: ${allowed.join(', ')}`);
  }

  func<F>(name: string, value: F): F {
    if (typeof value !== 'function') return this.wrong(name, 'a function', value);
    const isClass = /^class\b/.test(Function.prototype.toString.call(value));
    return isClass ? this.wrong(name, 'a function, not a class', value) : value;
  }

  /** An object of values by name, as its entries. */
  entries(name: string, value: unknown, wanted: string): [string, unknown][] {
    try {
      if (isRecord(value)) return Object.entries(value);
    } catch {
      // a revoked proxy, or one that throws
    }
    return this.wrong(name, wanted, value);
  }

  memoryStream(name: string, value: unknown): MemoryStream {
    return hasBrand(value, MEMORY_STREAM) ? (value as MemoryStream) : this.wrong(name, 'a memory stream', value);
  }

  dataFrame(name: string, value: unknown): DataFrame {
    return hasBrand(value, DATA_FRAME) ? (value as DataFrame) : this.wrong(name, 'a DataFrame', value);
  }

  dataType(name: string, value: unknown): DataType | string {
    if (typeof value === 'string') return value;
    return plainType(value) ?? this.wrong(name, 'a type as DDL text, or a type of a schema', value);
  }

  /** A type that is not written as text. */
  typeItself(name: string, value: unknown): DataType {
    return plainType(value) ?? this.wrong(name, 'a type of a schema', value);
  }

  schema(name: string, value: unknown): StructType | string {
    if (typeof value === 'string') return value;
    const type = plainType(value);
    if (type?.kind === 'struct') return type;
    return this.wrong(name, 'a schema as DDL text, or what schema() gives', value);
  }

  /** The items of an iterable. */
  items(name: string, value: unknown, wanted: string): unknown[] {
    const iterator: unknown = iteratorMethod(value)?.call(value);
    if (typeof (iterator as Iterator<unknown> | null | undefined)?.next !== 'function')
      return this.wrong(name, wanted, value);
    return [...{ [Symbol.iterator]: () => iterator as Iterator<unknown> }];
  }

  private flattened(name: string, values: readonly unknown[]): unknown[] {
    return values.flatMap((value) => (isArray(value) ? this.items(name, value, 'an array') : [value]));
  }

  /** @throws ArgumentError NOT_EXPECTED_TYPE */
  wrong(name: string, wanted: string, value: unknown): never {
    return this.failed(
      'NOT_EXPECTED_TYPE',
      `Argument \`${name}\` of ${this.call} should be ${wanted}, got ${describedValue(value)}.`,
      { hint: typeof value === 'function' && wanted.startsWith('a Column') ? LAMBDAS : '' },
    );
  }

  /** @param rule `must be positive, got -1` */
  refuse(condition: string, name: string, rule: string): never {
    return this.failed(condition, `Value for \`${name}\` of ${this.call} ${rule}.`);
  }

  private failed(
    condition: string,
    message: string,
    more: { readonly sqlState?: string; readonly hint?: string } = {},
  ): never {
    const hint = `${more.hint ?? ''} For example: ${this.example}.`;
    throw withPlace(new ArgumentError({ condition, message, ...more, hint }), callSite());
  }
}

const LAMBDAS = 'Lambdas over rows stand in filter, where, select and withColumn.';

/** @param example a call that is right */
export const argumentsOf = (call: string, example: string): CallArguments => new CallArguments(call, example);

/** An object of the user's with values by name: no array, Map, Date or the like, and none of the API's own objects. */
const isRecord = (value: unknown): value is object =>
  Object.prototype.toString.call(value) === '[object Object]' &&
  !(COLUMN in (value as object)) &&
  !(DATA_FRAME in (value as object));

function iteratorMethod(value: unknown): (() => unknown) | undefined {
  try {
    const method: unknown = (value as Iterable<unknown> | null | undefined)?.[Symbol.iterator];
    return typeof method === 'function' ? (method as () => unknown) : undefined;
  } catch {
    // a revoked proxy, or one that throws
    return undefined;
  }
}
