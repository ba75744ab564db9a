import { DATE, LONG, STRING, TIMESTAMP, TIMESTAMP_NTZ, type DataType } from '../../../types/data-type.ts';
import { decodeText } from '../../../columnar/texts.ts';
import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { floorDiv } from '../../../types/calendar.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { longAt, setInteger, setWhole, wholeAt, type Words } from '../../../types/int128.ts';
import { timeZone, type TimeZone } from '../../../types/time-zone.ts';
import { dayAt, instantOfExact } from '../../../types/wall-clock.ts';
import { explicitCast } from '../../casts/cast.ts';
import { defineFunction, type BindContext, type BoundScalar, type ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { datetimePutter } from '../../../formats/datetime/put-datetime.ts';
import { fieldReader } from '../../../formats/datetime/read-fields.ts';
import { fixedReader } from '../../../formats/datetime/read-fixed.ts';
import { bytes, kernel, words } from '../../function-code.ts';
import { perArgument, perText } from '../../per-text.ts';
import { datetimeParser, localParser } from '../../../formats/datetime/parse-datetime.ts';
import { accepted, checkCount, literalOf } from '../../signature.ts';
import { anyOf, BIGINT, DAY, INSTANT, TEXT, WALL_CLOCK } from '../../type-pattern.ts';
import type { CastExpression, TypedExpression } from '../../typed.ts';
import { setWholeUnits } from './timestamps.ts';
import { EXACT } from '../../../types/exact-long.ts';

export const cannotParse = (text: string, function_: string): RuntimeError =>
  new RuntimeError({
    condition: 'CANNOT_PARSE_TIMESTAMP',
    sqlState: '22007',
    message: `Text '${text}' could not be parsed. Use \`${function_}\` to tolerate invalid input string and return NULL instead.`,
    hint: 'Check the pattern against the text.',
  });

type PutText = (out: TextScratch, a: Words, at: number, source: Uint8Array, start: number, end: number) => void;

/** Instants as text by a pattern. */
function putByPattern(pattern: TypedExpression, context: BindContext): PutText {
  const putterOf = perArgument(pattern, (text) => datetimePutter(text, context.timeZone));
  return (out, a, at, source, start, end) => putterOf(source, start, end)(out, a, at);
}

export const dateFormat = defineScalar({
  name: 'date_format',
  group: 'date and time',
  description: 'The timestamp as text by a pattern.',
  parameters: ['timestamp', 'fmt'],
  examples: [{ sql: "date_format('2016-04-08', 'y')", result: '2016' }],
  args: [INSTANT, TEXT],
  returns: STRING,
  code: ([, pattern], context) => bytes('text', putByPattern(pattern!, context), { takesWords: true }),
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
  code: ([, pattern], context) => {
    const put = putByPattern(pattern!, context);
    const room = new Int32Array(4);
    const putSeconds: PutText = (out, a, at, ...text) => {
      const micros = wholeAt(a, at) * 1e6;
      if (micros < EXACT && micros > -EXACT) setWhole(room, 0, micros);
      else setInteger(room, 0, BigInt.asIntN(64, longAt(a, at) * 1_000_000n));
      put(out, room, 0, ...text);
    };
    return bytes('text', putSeconds, { takesWords: true });
  },
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

/** Stores the instant that a text shows; false stands for none. */
type SetInstant = (out: Words, source: Uint8Array, start: number, end: number) => boolean;

/** Texts of a pattern of plain numbers, read from their bytes; what is written otherwise goes to `parse`. */
const plainParse =
  ({ read, format }: PlainReader, parse: Micros, zone: TimeZone): SetInstant =>
  (out, source, start, end) => {
    const local = read(source, start, end);
    if (local === local) {
      setWhole(out, 0, instantOfExact(local, zone));
      return true;
    }
    const micros = parse(decodeText(source, start, end), format);
    if (micros !== null) setInteger(out, 0, micros);
    return micros !== null;
  };

/** The same for their days. */
const plainDays =
  ({ read, format }: PlainReader, parse: Micros, zone: TimeZone) =>
  (source: Uint8Array, start: number, end: number): number | null => {
    const local = read(source, start, end);
    if (local === local) return Math.floor(local / 86_400e6);
    const micros = parse(decodeText(source, start, end), format);
    return micros === null ? null : dayAt(micros, zone);
  };

interface PlainReader {
  readonly read: NonNullable<ReturnType<typeof readerOf>>;
  readonly format: string;
}

/** A reader of texts of a literal pattern of plain numbers; undefined for other patterns. */
function plainReader(pattern: TypedExpression): PlainReader | undefined {
  if (pattern.node !== 'literal' || typeof pattern.value !== 'string') return undefined;
  const read = readerOf(pattern.value);
  return read === undefined ? undefined : { read, format: pattern.value };
}

/** A wrong pattern is an error of the first row. */
function readerOf(pattern: string): ReturnType<typeof fixedReader> {
  try {
    return fixedReader(pattern) ?? fieldReader(pattern);
  } catch {
    return undefined;
  }
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
  const zone = timeZone(to.kind === 'timestamp_ntz' ? 'UTC' : context.timeZone);
  const shared = { args: [source, pattern], type: to, nullable, pretty: shown };
  const plain = plainReader(pattern);
  if (plain !== undefined) {
    const mayBeNull = !strict;
    if (to.kind !== 'date') return { ...shared, code: words(plainParse(plain, parse, zone), { mayBeNull }) };
    return { ...shared, code: bytes('value', plainDays(plain, parse, zone), { mayBeNull }) };
  }
  if (to.kind !== 'date') return { ...shared, code: kernel(parse) };
  const days = (text: string, format: string): number | null => {
    const micros = parse(text, format);
    return micros === null ? null : dayAt(micros, zone);
  };
  return { ...shared, code: kernel(days) };
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
      const plain = plainReader(pattern);
      if (plain !== undefined) {
        const read = plainParse(plain, parse, timeZone(context.timeZone));
        const secondsOf = (out: Words, source: Uint8Array, start: number, end: number): void => {
          read(out, source, start, end);
          setWholeUnits(out, out, 0, 1e6);
        };
        return { args, type: LONG, nullable, code: words(secondsOf) };
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
