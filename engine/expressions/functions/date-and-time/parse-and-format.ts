import { DATE, LONG, STRING, TIMESTAMP, TIMESTAMP_NTZ, type DataType } from '../../../types/data-type.ts';
import { decodeText } from '../../../columnar/texts.ts';
import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { floorDiv } from '../../../types/calendar.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { longOf } from '../../../types/exact-long.ts';
import { timeZone, type TimeZone } from '../../../types/time-zone.ts';
import { dayAt } from '../../../types/wall-clock.ts';
import { explicitCast } from '../../casts/cast.ts';
import {
  defineFunction,
  type BindContext,
  type BoundScalar,
  type ScalarCode,
  type ScalarFunction,
} from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { datetimePutter } from '../../../formats/datetime/put-datetime.ts';
import { fieldReader } from '../../../formats/datetime/read-fields.ts';
import { fixedReader } from '../../../formats/datetime/read-fixed.ts';
import { kernel } from '../../function-code.ts';
import { perText } from '../../per-text.ts';
import { datetimeParser, localParser } from '../../../formats/datetime/parse-datetime.ts';
import { accepted, checkCount, literalOf } from '../../signature.ts';
import { anyOf, BIGINT, DAY, INSTANT, TEXT, WALL_CLOCK } from '../../type-pattern.ts';
import type { CastExpression, TypedExpression } from '../../typed.ts';

export const cannotParse = (text: string, function_: string): RuntimeError =>
  new RuntimeError({
    condition: 'CANNOT_PARSE_TIMESTAMP',
    sqlState: '22007',
    message: `Text '${text}' could not be parsed. Use \`${function_}\` to tolerate invalid input string and return NULL instead.`,
    hint: 'Check the pattern against the text.',
  });

/** Instants as text; the pattern of a literal is read once. */
function formatCode(pattern: TypedExpression, context: BindContext, micros: (value: bigint) => bigint): ScalarCode {
  const putter = perText((text) => datetimePutter(text, context.timeZone));
  const literal = pattern.node === 'literal' ? (pattern.value as string) : undefined;
  const put =
    literal === undefined
      ? (out: TextScratch, value: bigint, source: Uint8Array, start: number, end: number) =>
          putter(decodeText(source, start, end))(out, micros(value))
      : (out: TextScratch, value: bigint) => putter(literal)(out, micros(value));
  return { form: 'bytes', gives: 'text', kernel: put };
}

export const dateFormat = defineScalar({
  name: 'date_format',
  group: 'date and time',
  description: 'The timestamp as text by a pattern.',
  parameters: ['timestamp', 'fmt'],
  examples: [{ sql: "date_format('2016-04-08', 'y')", result: '2016' }],
  args: [INSTANT, TEXT],
  returns: STRING,
  code: ([, pattern], context) => formatCode(pattern!, context, (micros) => micros),
});

export const fromUnixtime = defineScalar({
  name: 'from_unixtime',
  group: 'date and time',
  description: 'The text, by a pattern, of the timestamp some seconds after 1970-01-01 00:00:00 UTC.',
  parameters: ['unix_time', 'fmt?'],
  examples: [{ sql: "from_unixtime(0, 'yyyy-MM-dd HH:mm:ss')", result: '1970-01-01 00:00:00' }],
  args: [BIGINT, TEXT],
  required: 1,
  defaults: { 1: literalOf('yyyy-MM-dd HH:mm:ss', STRING) },
  returns: STRING,
  code: ([, pattern], context) => formatCode(pattern!, context, (seconds) => BigInt.asIntN(64, seconds * 1_000_000n)),
});

type Micros = (text: string, pattern: string) => bigint | null;

/** Texts of a pattern as microseconds; null or an error for texts that do not fit. */
function parserOf(kind: 'timestamp' | 'timestamp_ntz', strict: boolean, zone: string): Micros {
  const parser = perText((pattern): ((text: string) => bigint | undefined) => {
    if (kind === 'timestamp') return datetimeParser(pattern, zone);
    const local = localParser(pattern);
    return (text) => local(text)?.local;
  });
  return (text, pattern) => {
    const micros = parser(pattern)(text);
    if (micros !== undefined) return micros;
    if (strict) throw cannotParse(text, 'try_to_timestamp');
    return null;
  };
}

/** Texts of a literal pattern of plain numbers, read from their bytes; what is written otherwise goes to `parse`. */
function plainParse(
  to: DataType,
  pattern: TypedExpression,
  parse: Micros,
  context: BindContext,
): ((source: Uint8Array, start: number, end: number) => bigint | number | null) | undefined {
  if (pattern.node !== 'literal' || typeof pattern.value !== 'string') return undefined;
  const format = pattern.value;
  const read = readerOf(format);
  if (read === undefined) return undefined;
  const zone = timeZone(to.kind === 'timestamp_ntz' ? 'UTC' : context.timeZone);
  return (source, start, end) => {
    const local = read(source, start, end);
    if (to.kind === 'date' && local === local) return Math.floor(local / 86_400e6);
    const micros = local === local ? instantOf(local, zone) : parse(decodeText(source, start, end), format);
    return to.kind === 'date' && micros !== null ? dayAt(micros, zone) : micros;
  };
}

/** A wrong pattern is an error of the first row. */
function readerOf(pattern: string): ReturnType<typeof fixedReader> {
  try {
    return fixedReader(pattern) ?? fieldReader(pattern);
  } catch {
    return undefined;
  }
}

function instantOf(local: number, zone: TimeZone): bigint {
  const seconds = Math.floor(local / 1e6);
  return longOf(zone.instantOf(seconds) * 1e6 + (local - seconds * 1e6));
}

const TAKES = anyOf(TEXT, DAY, INSTANT, WALL_CLOCK);

function bindParse(
  to: DataType,
  strict: boolean,
  given: readonly TypedExpression[],
  context: BindContext,
): BoundScalar {
  checkCount(given.length, 1, 2, context.functionName);
  const source = accepted(given[0]!, 0, TAKES, given, context);
  const shown = context.sql(given);
  if (given.length === 1 || source.type.kind !== 'string') {
    const cast = explicitCast(source, to, strict ? 'ansi' : 'try', context.timeZone) as CastExpression;
    return { args: [cast.child], type: to, nullable: cast.nullable, code: cast.code, pretty: shown };
  }
  const pattern = accepted(given[1]!, 1, TEXT, given, context);
  const nullable = !strict || source.nullable || pattern.nullable;
  const parse = parserOf(to.kind === 'timestamp_ntz' ? 'timestamp_ntz' : 'timestamp', strict, context.timeZone);
  const plain = plainParse(to, pattern, parse, context);
  if (plain !== undefined) {
    const code: ScalarCode = { form: 'bytes', gives: 'value', kernel: plain, mayBeNull: !strict };
    return { args: [source, pattern], type: to, nullable, code, pretty: shown };
  }
  if (to.kind !== 'date') return { args: [source, pattern], type: to, nullable, code: kernel(parse), pretty: shown };
  const zone = timeZone(context.timeZone);
  const days = (text: string, format: string): number | null => {
    const micros = parse(text, format);
    return micros === null ? null : dayAt(micros, zone);
  };
  return { args: [source, pattern], type: to, nullable, code: kernel(days), pretty: shown };
}

const parsing = (
  name: string,
  to: DataType,
  strict: boolean,
  description: string,
  sql: string,
  result: string,
): ScalarFunction =>
  defineFunction({
    name,
    group: 'date and time',
    description,
    parameters: ['str', 'fmt?'],
    examples: [{ sql, result }],
    bind: (args, context) => bindParse(to, strict, args, context),
  });

export const toDate = parsing(
  'to_date',
  DATE,
  true,
  'The date of a text, by a pattern or as a cast reads it.',
  "to_date('2016-12-31', 'yyyy-MM-dd')",
  '2016-12-31',
);
export const tryToDate = parsing(
  'try_to_date',
  DATE,
  false,
  'Like to_date, with NULL in place of an error.',
  "try_to_date('foo', 'yyyy-MM-dd')",
  'NULL',
);
export const toTimestamp = parsing(
  'to_timestamp',
  TIMESTAMP,
  true,
  'The timestamp of a text, by a pattern or as a cast reads it.',
  "to_timestamp('2016-12-31', 'yyyy-MM-dd')",
  '2016-12-31 00:00:00',
);
export const tryToTimestamp = parsing(
  'try_to_timestamp',
  TIMESTAMP,
  false,
  'Like to_timestamp, with NULL in place of an error.',
  "try_to_timestamp('foo')",
  'NULL',
);
export const toTimestampLtz = parsing(
  'to_timestamp_ltz',
  TIMESTAMP,
  true,
  'The timestamp of a text.',
  "to_timestamp_ltz('2016-12-31 00:12:00')",
  '2016-12-31 00:12:00',
);
export const toTimestampNtz = parsing(
  'to_timestamp_ntz',
  TIMESTAMP_NTZ,
  true,
  'The wall clock of a text.',
  "to_timestamp_ntz('2016-12-31 00:12:00')",
  '2016-12-31 00:12:00',
);

const wholeSeconds = (micros: bigint): bigint => floorDiv(micros, 1_000_000n);

const DEFAULT = literalOf('yyyy-MM-dd HH:mm:ss', STRING);

const unixTime = (name: string, required: number, sql: string, result: string): ScalarFunction =>
  defineFunction({
    name,
    group: 'date and time',
    description: 'Seconds since 1970-01-01 00:00:00 UTC of a timestamp, or of a text by a pattern.',
    parameters: ['timeExp', 'fmt?'],
    examples: [{ sql, result }],
    bind(given, context) {
      checkCount(given.length, required, 2, context.functionName);
      const source = accepted(given[0]!, 0, TAKES, given, context);
      const pattern = accepted(given[1] ?? DEFAULT, 1, TEXT, given, context);
      const args = [source, pattern];
      const nullable = args.some((arg) => arg.nullable);
      if (source.type.kind !== 'string') {
        const at = source.type.kind === 'timestamp' ? source : context.cast(source, TIMESTAMP);
        return { args: [at, pattern], type: LONG, nullable, code: kernel((micros: bigint) => micros / 1_000_000n) };
      }
      const parse = parserOf('timestamp', true, context.timeZone);
      const plain = plainParse(TIMESTAMP, pattern, parse, context);
      if (plain !== undefined) {
        const secondsOf = (...text: [Uint8Array, number, number]): bigint => wholeSeconds(plain(...text) as bigint);
        return { args, type: LONG, nullable, code: { form: 'bytes', gives: 'value', kernel: secondsOf } };
      }
      const seconds = (text: string, format: string): bigint => wholeSeconds(parse(text, format)!);
      return { args, type: LONG, nullable, code: kernel(seconds) };
    },
  });

export const toUnixTimestamp = unixTime(
  'to_unix_timestamp',
  1,
  "to_unix_timestamp('2016-04-08', 'yyyy-MM-dd')",
  '1460073600',
);

const unixTimestampOf = unixTime('unix_timestamp', 1, '', '');

export const unixTimestamp = defineFunction({
  ...unixTimestampOf,
  examples: [{ sql: "unix_timestamp('2016-04-08', 'yyyy-MM-dd')", result: '1460073600' }],
  deterministic: true,
  bind(given, context) {
    if (given.length > 0) return unixTimestampOf.bind(given, context);
    const code = { form: 'inline', inline: () => '(X.nowMicros / 1000000n)' } as const;
    return { args: [], type: LONG, nullable: false, code };
  },
});
