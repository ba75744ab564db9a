import type { ExpressionCode } from '../../../codegen/code-context.ts';
import { structCode } from '../../../codegen/struct-code.ts';
import { floorMod } from '../../../types/calendar.ts';
import { isTimestamp, struct, TIMESTAMP, type DataType } from '../../../types/data-type.ts';
import { exactOf, SAFE } from '../../../types/exact-long.ts';
import { longAt, setInteger, setWhole, wholeAt, type Words } from '../../../types/int128.ts';
import { typeMismatch, unexpectedInputType } from '../../analysis-errors.ts';
import { defineFunction, type BindContext, type ScalarCode } from '../../define-function.ts';
import { durationMicros } from '../../duration.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { words } from '../../function-code.ts';
import { unless } from '../../list-call.ts';
import { prettySql } from '../../pretty-sql.ts';
import { checkCount } from '../../signature.ts';
import type { TimeWindowDurations } from '../../time-window.ts';
import { ANY_TIMESTAMP } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';

export const windowType = (time: DataType): DataType =>
  struct([
    { name: 'start', type: time, nullable: true },
    { name: 'end', type: time, nullable: true },
  ]);

type SetTime = (out: Words, a: Words, at: number) => void;

/** A function that stores the start of the last window that holds a time. */
function startOf(durations: TimeWindowDurations): SetTime {
  const slide = exactOf(durations.slide);
  const start = exactOf(durations.start);
  return (out, a, at) => {
    const since = wholeAt(a, at) - start;
    const begin = Math.floor(since / slide) * slide + start;
    if (isExact(since) && isExact(begin)) setWhole(out, 0, begin);
    else setInteger(out, 0, windowStart(longAt(a, at), durations));
  };
}

/** The same of its end. */
function endOf(durations: TimeWindowDurations): SetTime {
  const setStart = startOf(durations);
  const size = exactOf(durations.size);
  return (out, a, at) => {
    setStart(out, a, at);
    const end = wholeAt(out, 0) + size;
    if (isExact(end)) setWhole(out, 0, end);
    else setInteger(out, 0, windowStart(longAt(a, at), durations) + durations.size);
  };
}

const isExact = (x: number): boolean => x <= SAFE && x >= -SAFE;

const windowStart = (micros: bigint, { slide, start }: TimeWindowDurations): bigint =>
  micros - floorMod(micros - start, slide);

function durations(args: readonly TypedExpression[], context: BindContext): TimeWindowDurations {
  const given = args.slice(1).map((arg) => micros(arg, context));
  const size = given[0]!;
  const slide = given[1] ?? size;
  const start = given[2] ?? 0n;
  const sql = context.sql(args);
  const positive = (name: string, value: bigint): void => {
    if (value <= 0n) {
      throw typeMismatch(
        'VALUE_OUT_OF_RANGE',
        sql,
        `The ${name} must be between (0, 9223372036854775807] (current value = ${value}L).`,
      );
    }
  };
  positive('`window_duration`', size);
  positive('`slide_duration`', slide);
  if (slide > size) {
    throw typeMismatch(
      'PARAMETER_CONSTRAINT_VIOLATION',
      sql,
      `The \`slide_duration\`(${slide}L) must be <= the \`window_duration\`(${size}L).`,
    );
  }
  if ((start < 0n ? -start : start) >= slide) {
    throw typeMismatch(
      'PARAMETER_CONSTRAINT_VIOLATION',
      sql,
      `The abs(\`start_time\`)(${start}L) must be < the \`slide_duration\`(${slide}L).`,
    );
  }
  return { size: size, slide: slide, start };
}

function micros(arg: TypedExpression, context: BindContext): bigint {
  if (!isConstant(arg))
    throw typeMismatch('NON_FOLDABLE_INPUT', prettySql(arg), 'the duration should be a foldable STRING expression.');
  const value = evaluateConstant(arg);
  if (arg.type.kind === 'day_time_interval') return value as bigint;
  if (arg.type.kind === 'long' || arg.type.kind === 'integer') return BigInt(value as number);
  return durationMicros(String(evaluateConstant(context.cast(arg, { kind: 'string' }))));
}

export const window = defineFunction({
  name: 'window',
  group: 'window',
  description: 'The time window that holds timeColumn: a struct of start and end. The end is not part of the window.',
  parameters: ['timeColumn', 'windowDuration', 'slideDuration?', 'startTime?'],
  examples: [
    {
      sql: "window(TIMESTAMP '2024-01-01 00:00:30', '1 minute')",
      result: '{2024-01-01 00:00:00, 2024-01-01 00:01:00}',
    },
  ],
  pretty: () => 'window',
  bind(given, context) {
    checkCount(given.length, 2, 4, context.functionName);
    const [time, ...rest] = given as [TypedExpression, ...TypedExpression[]];
    const data = durations(given, context);
    const ofWindow = timeOfWindow(time);
    if (ofWindow !== null) return { ...window.bind([ofWindow, ...rest], context) };
    const column =
      time.type.kind === 'string' || time.type.kind === 'date' || time.type.kind === 'void'
        ? context.cast(time, TIMESTAMP)
        : time;
    if (!isTimestamp(column.type)) throw unexpectedInputType(context.sql(given), 0, ANY_TIMESTAMP, time);
    return {
      args: [column],
      type: windowType(column.type),
      nullable: column.nullable,
      data,
      code: {
        form: 'generate',
        generate([part], g) {
          const at = g.expression(part!);
          if (at.isNull === 'true') return { code: at.code, isNull: 'true', value: 'null' };
          const { code, words } = g.wordsOf(at, column.type);
          const field = (of: SetTime): ExpressionCode =>
            g.storedInteger(column.type, ({ array }) => ({
              code: unless(at.isNull, `${g.constant(of)}(${array}, ${words.array}, ${words.at});`),
              isNull: 'false',
            }));
          const window = structCode(at.isNull, [field(startOf(data)), field(endOf(data))]);
          return { ...window, code: `${at.code}\n${code}\n${window.code}` };
        },
      },
    };
  },
});

function setOneLess(out: Words, a: Words, at: number): void {
  const x = wholeAt(a, at);
  if (x === x) setWhole(out, 0, x - 1);
  else setInteger(out, 0, longAt(a, at) - 1n);
}

/** The time that stands for a window, where an expression gives one; else null. */
export function timeOfWindow(e: TypedExpression): TypedExpression | null {
  if (e.type.kind !== 'struct' || e.type.fields.length !== 2) return null;
  if (!e.type.fields.every((f) => isTimestamp(f.type))) return null;
  const { type } = e.type.fields[1]!;
  return lastOf({ node: 'field', child: e, ordinal: 1, name: 'end', type, nullable: true });
}

/** The last microsecond of a window, by which windows over windows are made. */
function lastOf(end: TypedExpression): TypedExpression {
  return {
    node: 'call',
    name: 'window_time',
    args: [end],
    type: end.type,
    nullable: true,
    deterministic: true,
    code: words(setOneLess),
  };
}

export const windowTime = defineFunction({
  name: 'window_time',
  group: 'window',
  description: 'The time that stands for a window: its last microsecond.',
  parameters: ['windowColumn'],
  examples: [
    { sql: "window_time(window(TIMESTAMP '2024-01-01 00:00:30', '1 minute'))", result: '2024-01-01 00:00:59.999999' },
  ],
  bind(args, context) {
    checkCount(args.length, 1, 1, context.functionName);
    const [child] = args as [TypedExpression];
    const { type } = child;
    const end = type.kind === 'struct' ? type.fields.findIndex((f) => f.name === 'end' && isTimestamp(f.type)) : -1;
    if (type.kind !== 'struct' || end < 0)
      throw unexpectedInputType(
        context.sql(args),
        0,
        { ...ANY_TIMESTAMP, names: ['STRUCT<start: TIMESTAMP, end: TIMESTAMP>'] },
        child,
      );
    const field: TypedExpression = {
      node: 'field',
      child,
      ordinal: end,
      name: 'end',
      type: type.fields[end]!.type,
      nullable: true,
    };
    return { ...unwrapped(lastOf(field)), pretty: `window_time(${prettySql(child)})` };
  },
});

function unwrapped(call: TypedExpression): {
  args: readonly TypedExpression[];
  type: DataType;
  nullable: boolean;
  code: ScalarCode;
} {
  const { args, type, nullable, code } = call as TypedExpression & { node: 'call' };
  return { args, type, nullable, code };
}
