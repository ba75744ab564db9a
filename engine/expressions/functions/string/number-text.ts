import { decodeText } from '../../../columnar/texts.ts';
import { readUnscaled } from '../../../formats/scalars/read-number.ts';
import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { formatPutter } from '../../../formats/scalars/put-number-format.ts';
import { integerAt, setInteger, setWhole, wholeAt, type Words } from '../../../types/int128.ts';
import { decimal, STRING } from '../../../types/data-type.ts';
import { decimalToText } from '../../../types/decimal.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { toBase64 } from '../../../types/base64.ts';
import { nonFoldable } from '../../analysis-errors.ts';
import { defineFunction, type BindContext, type BoundScalar, type ScalarFunction } from '../../define-function.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { bytes, kernel, words } from '../../function-code.ts';
import {
  formatPrecision,
  numberOfText,
  parseNumberFormat,
  textOfNumber,
  type NumberFormat,
} from '../../number-format.ts';
import { prettySql } from '../../pretty-sql.ts';
import { accepted, checkCount } from '../../signature.ts';
import { DECIMAL_OF_ANY, TEXT } from '../../type-pattern.ts';
import type { DecimalType } from '../../../types/data-type.ts';
import type { TypedExpression } from '../../typed.ts';
import { dateFormat } from '../date-and-time/parse-and-format.ts';

function constantFormat(given: readonly TypedExpression[], context: BindContext): string {
  const format = accepted(given[1]!, 1, TEXT, given, context);
  if (!isConstant(format)) throw nonFoldable(context.sql(given), prettySql(format), 'STRING');
  return String(evaluateConstant(format) ?? '');
}

const ZERO = 48;

/** A format of digits alone: texts of digits no longer than it fit it. */
const isPlain = (f: NumberFormat): boolean => f.sign === 'none' && !f.currency && !f.whole.includes(',');

const reader = (name: string, strict: boolean, sql: string, result: string): ScalarFunction =>
  defineFunction({
    name,
    group: 'string',
    description: `The DECIMAL of a text by a format of 9 0 , . $ S MI PR${strict ? '' : '; NULL when it does not match'}.`,
    parameters: ['expr', 'fmt'],
    examples: [{ sql, result }],
    bind(given, context) {
      checkCount(given.length, 2, 2, context.functionName);
      const text = accepted(given[0]!, 0, TEXT, given, context);
      const format = constantFormat(given, context);
      const parsed = parseNumberFormat(format);
      const { precision, scale } = formatPrecision(parsed);
      const read = (out: Words, value: string): boolean => {
        const n = numberOfText(value, parsed);
        if (n !== undefined) setInteger(out, 0, n);
        if (n !== undefined || !strict) return n !== undefined;
        throw new RuntimeError({
          condition: 'INVALID_FORMAT.MISMATCH_INPUT',
          sqlState: '42601',
          message: `The format is invalid: '${format}'. The input "STRING" '${value}' does not match the format.`,
        });
      };
      const nullable = !strict || text.nullable;
      const places = isPlain(parsed) ? precision - scale : 0;
      const ofBytes = (out: Words, source: Uint8Array, start: number, end: number): boolean => {
        const short = end > start && end - start <= places && source[start]! >= ZERO;
        const n = short ? readUnscaled(source, start, end, scale) : NaN;
        if (n !== n) return read(out, decodeText(source, start, end));
        setWhole(out, 0, n);
        return true;
      };
      return {
        args: [text],
        type: decimal(precision, scale),
        nullable,
        code: words(ofBytes, { mayBeNull: !strict }),
        pretty: context.sql(given),
      };
    },
  });

export const toNumber = reader('to_number', true, "to_number('$78.12', '$99.99')", '78.12');
export const tryToNumber = reader('try_to_number', false, "try_to_number('a', '99')", 'NULL');

/** Numbers, dates, timestamps or bytes as text by a format. */
function bindToChar(given: readonly TypedExpression[], context: BindContext): BoundScalar {
  checkCount(given.length, 2, 2, context.functionName);
  const value = given[0]!;
  const pretty = context.sql(given);
  if (['date', 'timestamp', 'timestamp_ntz'].includes(value.type.kind))
    return { ...dateFormat.bind(given, context), pretty: renamed(pretty, context.functionName, 'date_format') };
  const format = constantFormat(given, context);
  if (value.type.kind === 'binary') {
    const write = byteWriter(format.toLowerCase());
    return {
      args: [value],
      type: STRING,
      nullable: value.nullable,
      code: kernel(write),
      pretty: byteName(value, format, context),
    };
  }
  const number = accepted(value, 0, DECIMAL_OF_ANY, given, context);
  const parsed = parseNumberFormat(format);
  const { scale } = number.type as DecimalType;
  const put = formatPutter(parsed, scale);
  const write = (out: TextScratch, a: Words, at: number): void => {
    const x = wholeAt(a, at);
    if (x !== x || !put(out, x)) out.putText(textOfNumber(decimalToText(integerAt(a, at), scale), parsed));
  };
  return {
    args: [number],
    type: STRING,
    nullable: number.nullable,
    code: bytes('text', write, { takesWords: true }),
    pretty: renamed(pretty, context.functionName, 'to_char'),
  };
}

const renamed = (text: string, from: string, to: string): string => to + text.slice(from.length);

/** Spark names the column after what the call becomes. */
function byteName(value: TypedExpression, format: string, context: BindContext): string {
  const kind = format.toLowerCase();
  const plain = kind === 'base64' || kind === 'hex';
  const name = context.functionName === 'to_char' ? (plain ? kind : 'decode') : context.functionName;
  return plain ? `${name}(${prettySql(value)})` : `${name}(${prettySql(value)}, ${format})`;
}

function byteWriter(format: string): (bytes: Uint8Array) => string {
  switch (format) {
    case 'base64':
      return toBase64;
    case 'hex':
      return (bytes) => Buffer.from(bytes).toString('hex').toUpperCase();
    default:
      return (bytes) => new TextDecoder().decode(bytes);
  }
}

export const toChar = defineFunction({
  name: 'to_char',
  aliases: ['to_varchar'],
  group: 'string',
  description: 'A number, date, timestamp or binary as text by a format.',
  parameters: ['expr', 'format'],
  examples: [{ sql: "to_char(12454, '99G999')", result: '12,454' }],
  bind: bindToChar,
});
