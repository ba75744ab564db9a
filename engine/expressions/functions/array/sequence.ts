import { array, INTEGER, isIntegral, type DataType } from '../../../types/data-type.ts';
import { addMonthsToDays, MICROS_PER_DAY } from '../../../types/calendar.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { quotedType, typeMismatch } from '../../analysis-errors.ts';
import { defineFunction, type BindContext } from '../../define-function.ts';
import { nullKernel } from '../../function-code.ts';
import { addToWallClock, instantAdder, type Span } from '../../interval-arithmetic.ts';
import { checkArraySize } from '../../result-size.ts';
import { checkCount } from '../../signature.ts';
import { commonType } from '../../type-coercion.ts';
import type { TypedExpression } from '../../typed.ts';
import { spanOf } from '../operator/interval-arithmetic.ts';

const boundaries = (): RuntimeError =>
  new RuntimeError({
    condition: 'IllegalArgumentException',
    message: 'Illegal sequence boundaries: the step leads away from the end.',
  });

const ONE_DAY: Span = { months: 0, days: 1, micros: 0n };

/** The numbers from start to stop by steps. */
function numbers(start: bigint, stop: bigint, step: bigint): bigint[] {
  if (step === 0n ? start !== stop : stop > start !== step > 0n && start !== stop) throw boundaries();
  const made: bigint[] = [];
  if (step === 0n) return [start];
  checkArraySize(Number((stop - start) / step) + 1, 'sequence');
  for (let at = start; step > 0n ? at <= stop : at >= stop; at += step) made.push(at);
  return made;
}

/** The same of numbers up to 32 bits. */
function smallNumbers(start: number, stop: number, step: number): number[] {
  if (step === 0 ? start !== stop : stop > start !== step > 0 && start !== stop) throw boundaries();
  if (step === 0) return [start];
  checkArraySize(Math.trunc((stop - start) / step) + 1, 'sequence');
  const made: number[] = [];
  for (let at = start; step > 0 ? at <= stop : at >= stop; at += step) made.push(at);
  return made;
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

function makeSequence(
  type: DataType,
  stepType: DataType | undefined,
  zone: string,
): (start: never, stop: never, step?: never) => unknown[] {
  if (isIntegral(type)) {
    const back = type.kind === 'long' ? (n: bigint): unknown => n : Number;
    return (start: number | bigint, stop: number | bigint, step?: number | bigint) => {
      if (typeof start === 'number' && typeof stop === 'number') {
        return smallNumbers(start, stop, step === undefined ? (start <= stop ? 1 : -1) : Number(step));
      }
      const by = step === undefined ? (BigInt(start) <= BigInt(stop) ? 1n : -1n) : BigInt(step);
      return numbers(BigInt(start), BigInt(stop), by).map(back);
    };
  }
  const read = stepType === undefined ? undefined : (spanOf(stepType) as (value: unknown) => Span);
  const back = { months: 0, days: -1, micros: 0n };
  const add = type.kind === 'date' ? addDays : type.kind === 'timestamp' ? instantAdder(zone) : addToWallClock;
  return (start: number | bigint, stop: number | bigint, step?: unknown) => {
    const [from, to] = [BigInt(start), BigInt(stop)];
    const span = read === undefined ? (from <= to ? ONE_DAY : back) : read(step);
    const made = moments(from, to, span, type.kind === 'date' ? MICROS_PER_DAY : 1n, add);
    return type.kind === 'date' ? made.map(Number) : made;
  };
}

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
    const make = makeSequence(type, args[2]?.type, context.timeZone) as (...values: unknown[]) => unknown;
    const f = (...values: unknown[]): unknown => (values.includes(null) ? null : make(...values));
    return {
      args,
      type: array(type, false),
      nullable: args.some((arg) => arg.nullable),
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
