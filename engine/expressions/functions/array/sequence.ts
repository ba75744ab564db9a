import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { listOfPlaces, type ListCode } from '../../../codegen/list-code.ts';
import { layoutOf } from '../../../columnar/vector.ts';
import { array, INTEGER, isIntegral, LONG, type DataType } from '../../../types/data-type.ts';
import { addMonthsToDays, MICROS_PER_DAY } from '../../../types/calendar.ts';
import { timeZone } from '../../../types/time-zone.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { longAt, wholeAt, type Words } from '../../../types/int128.ts';
import { quotedType, typeMismatch } from '../../analysis-errors.ts';
import { defineFunction, type BindContext, type ScalarCode } from '../../define-function.ts';
import { nullKernel } from '../../function-code.ts';
import { later, type Span } from '../../interval-arithmetic.ts';
import { listOf, unless } from '../../list-call.ts';
import { checkArraySize } from '../../result-size.ts';
import { checkCount } from '../../signature.ts';
import { commonType } from '../../type-coercion.ts';
import type { TypedExpression } from '../../typed.ts';
import { spanOf } from '../operator/shifted-moments.ts';

const boundaries = (): RuntimeError =>
  new RuntimeError({
    condition: 'IllegalArgumentException',
    message: 'Illegal sequence boundaries: the step leads away from the end.',
  });

const ONE_DAY: Span = { months: 0, days: 1, micros: 0n };

/** How many numbers there are from start to stop by steps; without a step by one towards the end. */
function countOfLongs(a: Words, at: number, b: Words, bt: number, c?: Words, ct = 0): number {
  const span = wholeAt(b, bt) - wholeAt(a, at);
  const step = c === undefined ? (span < 0 ? -1 : 1) : wholeAt(c, ct);
  if (span <= MOST_EXACT && span >= -MOST_EXACT && step === step) return countOfInts(0, span, step);
  const [start, stop] = [longAt(a, at), longAt(b, bt)];
  return countOfBigints(start, stop, c === undefined ? (stop < start ? -1n : 1n) : longAt(c, ct));
}

const MOST_EXACT = 9e15;

function countOfBigints(start: bigint, stop: bigint, step: bigint): number {
  if (step === 0n ? start !== stop : stop > start !== step > 0n && start !== stop) throw boundaries();
  if (step === 0n) return 1;
  const count = Number((stop - start) / step) + 1;
  checkArraySize(count, 'sequence');
  return count;
}

/** The same of numbers that are exact. */
function countOfInts(start: number, stop: number, step: number): number {
  if (step === 0 ? start !== stop : stop > start !== step > 0 && start !== stop) throw boundaries();
  if (step === 0) return 1;
  const count = Math.trunc((stop - start) / step) + 1;
  checkArraySize(count, 'sequence');
  return count;
}

/** The code of a sequence of whole numbers of up to 64 bits, and of what is counted by such: nothing is made but their count. */
const countedCode = (type: DataType): ScalarCode =>
  listOf(({ values: [start, stop, given], isNull }, g) => {
    const isLong = layoutOf(type) === 'i64';
    const unit = isLong ? '1n' : '1';
    const step = given?.value ?? g.fresh();
    const ascending = `const ${step} = ${start!.value} <= ${stop!.value} ? ${unit} : -${unit};`;
    const count = g.fresh('n');
    const run = isLong
      ? countedLongs(count, given === undefined ? [start!, stop!] : [start!, stop!, given], type, g)
      : `${count} = ${g.constant(countOfInts)}(${start!.value}, ${stop!.value}, ${step});`;
    const item = (place: string): ExpressionCode => {
      const value = isLong
        ? `BigInt.asIntN(64, ${start!.value} + ${longOfPlace(place, g)} * ${step})`
        : `(${start!.value} + (${place}) * ${step})`;
      return { code: '', isNull: 'false', value };
    };
    const list = listOfPlaces(count, item, g);
    const each: ListCode['each'] = (body) => {
      const [value, left] = [g.fresh(), g.fresh('n')];
      const next = isLong ? `BigInt.asIntN(64, ${value} + ${step})` : `${value} + ${step}`;
      const loop = `for (let ${value} = ${start!.value}, ${left} = ${count}; ${left} > 0; ${left}--, ${value} = ${next})`;
      return `${loop} {\n${body({ code: '', isNull: 'false', value })}\n}`;
    };
    const before = given === undefined && isNull !== 'true' ? ascending : '';
    return { code: `${before}\nlet ${count} = 0;\n${unless(isNull, run)}`, list: { ...list, each } };
  });

function countedLongs(count: string, parts: readonly ExpressionCode[], type: DataType, g: CodeContext): string {
  const found = parts.map((part) => g.wordsOf({ ...part, isNull: 'false' }, type));
  const passed = found.flatMap(({ words }) => [words.array, words.at]);
  return `${found.map(({ code }) => code).join(' ')} ${count} = ${g.constant(countOfLongs)}(${passed.join(', ')});`;
}

/** A place as a bigint, without the object that `BigInt` makes. */
function longOfPlace(place: string, g: CodeContext): string {
  if (/^\d+$/.test(place)) return `${place}n`;
  const { value, halves } = g.storedInteger(LONG, () => ({ code: '', isNull: 'false' }));
  return `(${halves!().array}[0] = ${place}, ${value})`;
}

/** The moments from start by whole multiples of a span, as long as they do not pass stop. @param unit of the moments, in microseconds */
function moments(
  start: bigint,
  stop: bigint,
  span: Span,
  unit: bigint,
  add: (at: bigint, span: Span) => bigint,
): bigint[] {
  const months = span.months;
  const micros = BigInt(span.days) * MICROS_PER_DAY + span.micros;
  const forward = months !== 0 ? months > 0 : micros > 0n;
  if (months === 0 && micros !== 0n) checkArraySize(Number(((stop - start) * unit) / micros) + 1, 'sequence');
  const still = months === 0 && span.days === 0 && span.micros === 0n;
  if (still ? start !== stop : start !== stop && stop > start !== forward) throw boundaries();
  const made: bigint[] = [];
  for (let i = 0; ; i++) {
    const at = add(start, { months: months * i, days: span.days * i, micros: span.micros * BigInt(i) });
    if (still && i > 0) break;
    if (forward ? at > stop : at < stop) break;
    made.push(at);
  }
  return made;
}

const addDays = (days: bigint, span: Span): bigint =>
  BigInt(addMonthsToDays(Number(days), span.months) + span.days) + span.micros / MICROS_PER_DAY;

/** Moments by spans that are not of one length. */
function makeSequence(
  type: DataType,
  stepType: DataType | undefined,
  zone: string,
): (start: never, stop: never, step?: never) => unknown[] {
  const read = stepType === undefined ? undefined : (spanOf(stepType) as (value: unknown) => Span);
  const back = { months: 0, days: -1, micros: 0n };
  const clock = timeZone(type.kind === 'timestamp' ? zone : 'UTC');
  const add = type.kind === 'date' ? addDays : (at: bigint, span: Span): bigint => later(at, span, clock);
  return (start: number | bigint, stop: number | bigint, step?: unknown) => {
    const [from, to] = [BigInt(start), BigInt(stop)];
    const span = read === undefined ? (from <= to ? ONE_DAY : back) : read(step);
    const made = moments(from, to, span, type.kind === 'date' ? MICROS_PER_DAY : 1n, add);
    return type.kind === 'date' ? made.map(Number) : made;
  };
}

/** Whether the values are whole numbers with the step, or one, between them. */
const isCounted = (type: DataType, step: DataType | undefined): boolean =>
  isIntegral(type) ||
  (step === undefined ? type.kind === 'date' : type.kind !== 'date' && step.kind === 'day_time_interval');

export const sequence = defineFunction({
  name: 'sequence',
  group: 'array',
  description: 'The array of values from start to stop (both part of it) by step.',
  parameters: ['start', 'stop', 'step?'],
  examples: [{ sql: 'sequence(1, 5)', result: '[1, 2, 3, 4, 5]' }],
  bind(given, context) {
    checkCount(given.length, 2, 3, context.functionName);
    const args = coercedBounds(given, context);
    const { type } = args[0]!;
    const nullable = args.some((arg) => arg.nullable);
    if (isCounted(type, args[2]?.type)) return { args, type: array(type, false), nullable, code: countedCode(type) };
    const make = makeSequence(type, args[2]?.type, context.timeZone) as (...values: unknown[]) => unknown;
    const f = (...values: unknown[]): unknown => (values.includes(null) ? null : make(...values));
    return {
      args,
      type: array(type, false),
      nullable,
      code: nullKernel(f as (...args: never[]) => unknown),
    };
  },
});

function coercedBounds(given: readonly TypedExpression[], context: BindContext): TypedExpression[] {
  const [start, stop, step] = given as [TypedExpression, TypedExpression, TypedExpression | undefined];
  let common = commonType(start.type, stop.type);
  if (common?.kind === 'void') common = INTEGER;
  const whole = common !== undefined && isIntegral(common);
  const datetime = common !== undefined && ['date', 'timestamp', 'timestamp_ntz'].includes(common.kind);
  const stepFits =
    step === undefined ||
    step.type.kind === 'void' ||
    (whole ? isIntegral(step.type) : step.type.kind.endsWith('interval'));
  if (common === undefined || (!whole && !datetime) || !stepFits) {
    throw typeMismatch(
      'SEQUENCE_WRONG_INPUT_TYPES',
      context.sql(given),
      `\`sequence\` uses the wrong parameter type: start and stop are ${quotedType(start.type)} and ${quotedType(stop.type)}.`,
    );
  }
  const type = whole && step !== undefined && isIntegral(step.type) ? commonType(common, step.type)! : common;
  const bounds = [context.cast(start, type), context.cast(stop, type)];
  if (step === undefined) return bounds;
  return [
    ...bounds,
    whole
      ? context.cast(step, type)
      : step.type.kind === 'void'
        ? context.cast(step, { kind: 'calendar_interval' })
        : step,
  ];
}
