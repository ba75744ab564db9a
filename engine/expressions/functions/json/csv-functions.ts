import { MICROS_PER_DAY, floorDiv } from '../../../types/calendar.ts';
import { sqlName, STRING, struct, type DataType } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { textWriter } from '../../../types/to-text.ts';
import { quotedType, typeMismatch } from '../../analysis-errors.ts';
import { castKernel } from '../../casts/cast-code.ts';
import { csvSyntax, quoteCsv, splitCsv } from '../../csv-line.ts';
import { defineFunction } from '../../define-function.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { datetimeFormatter } from '../../format-datetime.ts';
import { kernel } from '../../function-code.ts';
import type { JsonOptions } from '../../json-options.ts';
import { datetimeParser } from '../../parse-datetime.ts';
import { accepted, checkCount } from '../../signature.ts';
import { TEXT } from '../../type-pattern.ts';
import { optionsOf, schemaOf } from './json-functions.ts';

/** A function from one CSV value to a scalar; undefined when it does not fit. */
function valueReader(type: DataType, options: JsonOptions, zone: string): (text: string) => unknown {
  if (type.kind === 'string') return (text) => text;
  const pattern = options.get(type.kind === 'date' ? 'dateFormat' : 'timestampFormat');
  if (pattern !== undefined && (type.kind === 'date' || type.kind === 'timestamp')) {
    const parse = datetimeParser(pattern, type.kind === 'date' ? 'UTC' : zone);
    if (type.kind === 'timestamp') return parse;
    return (text) => {
      const micros = parse(text);
      return micros === undefined ? undefined : Number(floorDiv(micros, MICROS_PER_DAY));
    };
  }
  const convert = castKernel(STRING, type, 'try', zone) as (text: string) => unknown;
  return (text) => convert(text) ?? undefined;
}

export const fromCsv = defineFunction({
  name: 'from_csv',
  group: 'json and csv',
  description: 'The struct of a CSV record by a schema; what does not fit is NULL, or an error in mode FAILFAST.',
  parameters: ['csvStr', 'schema', 'options?'],
  examples: [{ sql: "from_csv('1,0.8', 'a INT, b DOUBLE')", result: '{1, 0.8}' }],
  pretty: ([csv]) => `from_csv(${csv})`,
  bind(given, context) {
    checkCount(given.length, 2, 3, context.functionName);
    const csv = accepted(given[0]!, 0, TEXT, given, context);
    const schema = schemaOf(given[1]!, context, given);
    const type = schema.kind === 'struct' ? schema : struct([{ name: 'value', type: schema, nullable: true }]);
    const options = optionsOf(given[2], context, given);
    const syntax = csvSyntax(options);
    const failFast = options.failFast;
    const corrupt = type.fields.findIndex((f) => f.name === options.corruptColumn);
    const columns = type.fields.filter((_, i) => i !== corrupt);
    const readers = columns.map((f) => valueReader(f.type, options, context.timeZone));
    const read = (line: string): unknown[] => {
      const values = splitCsv(line, syntax);
      let bad = line !== '' && values.length !== readers.length;
      const row = readers.map((reader, i) => {
        const text = values[i];
        if (text === undefined || text === syntax.nullText || text === '') return null;
        const value = reader(text);
        if (value === undefined) bad = true;
        return value ?? null;
      });
      if (bad && failFast) {
        throw new RuntimeError({
          condition: 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
          sqlState: '22023',
          message: `Malformed records are detected in record parsing: ${line}. Parse Mode: FAILFAST.`,
        });
      }
      if (corrupt >= 0) row.splice(corrupt, 0, bad ? line : null);
      return row;
    };
    return { args: [csv], type, nullable: true, code: kernel(read) };
  },
});

export const toCsv = defineFunction({
  name: 'to_csv',
  group: 'json and csv',
  description: 'A struct as a CSV record.',
  parameters: ['expr', 'options?'],
  examples: [{ sql: "to_csv(named_struct('a', 1, 'b', 2))", result: '1,2' }],
  pretty: ([value]) => `to_csv(${value})`,
  bind(given, context) {
    checkCount(given.length, 1, 2, context.functionName);
    const value = given[0]!;
    if (value.type.kind === 'void') return { args: [value], type: STRING, nullable: true, code: kernel(() => null) };
    if (value.type.kind !== 'struct') {
      throw typeMismatch(
        'UNSUPPORTED_INPUT_TYPE',
        context.sql(given),
        `The input of \`to_csv\` can't be ${quotedType(value.type)} type data.`,
      );
    }
    const options = optionsOf(given[1], context, given);
    const syntax = csvSyntax(options);
    const writers = value.type.fields.map((f) => valueWriter(f.type, options, context.timeZone));
    const write = (row: unknown[]): string =>
      writers
        .map((writer, i) =>
          row[i] === null || row[i] === undefined ? syntax.nullText : quoteCsv(writer(row[i]), syntax),
        )
        .join(syntax.separator);
    return { args: [value], type: STRING, nullable: value.nullable, code: kernel(write) };
  },
});

function valueWriter(type: DataType, options: JsonOptions, zone: string): (value: unknown) => string {
  if (type.kind === 'timestamp' || type.kind === 'timestamp_ntz') {
    const local = type.kind === 'timestamp_ntz';
    const standard = local ? "yyyy-MM-dd'T'HH:mm:ss.SSS" : "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";
    const pattern = options.get(local ? 'timestampNTZFormat' : 'timestampFormat') ?? standard;
    return datetimeFormatter(pattern, local ? 'UTC' : zone) as (value: unknown) => string;
  }
  const pattern = type.kind === 'date' ? options.get('dateFormat') : undefined;
  if (pattern !== undefined) {
    const format = datetimeFormatter(pattern, 'UTC');
    return (days) => format(BigInt(days as number) * MICROS_PER_DAY);
  }
  return textWriter(type, zone) as (value: unknown) => string;
}

/** The narrowest type that reads a value. */
function inferred(text: string): DataType {
  const fits = (type: DataType): boolean =>
    (castKernel(STRING, type, 'try', 'UTC') as (t: string) => unknown)(text) !== null;
  if (text === '') return STRING;
  if (/^[+-]?\d+$/.test(text))
    return fits({ kind: 'integer' })
      ? { kind: 'integer' }
      : fits({ kind: 'long' })
        ? { kind: 'long' }
        : { kind: 'double' };
  if (fits({ kind: 'double' })) return { kind: 'double' };
  if (/^\d{4}-\d\d?-\d\d?$/.test(text) && fits({ kind: 'date' })) return { kind: 'date' };
  if (/^\d{4}-\d\d?-\d\d?[ T]/.test(text) && fits({ kind: 'timestamp' })) return { kind: 'timestamp' };
  return /^(?:true|false)$/i.test(text) ? { kind: 'boolean' } : STRING;
}

export const schemaOfCsv = defineFunction({
  name: 'schema_of_csv',
  group: 'json and csv',
  description: 'The schema of a CSV record as DDL.',
  parameters: ['csv', 'options?'],
  examples: [{ sql: "schema_of_csv('1,abc')", result: 'STRUCT<_c0: INT, _c1: STRING>' }],
  pretty: ([csv]) => `schema_of_csv(${csv})`,
  bind(given, context) {
    checkCount(given.length, 1, 2, context.functionName);
    const arg = given[0]!;
    if (!isConstant(arg))
      throw typeMismatch(
        'NON_FOLDABLE_INPUT',
        context.sql(given),
        'the input `csv` should be a foldable STRING expression.',
      );
    const text = evaluateConstant(arg);
    if (text === null) throw typeMismatch('UNEXPECTED_NULL', context.sql(given), 'The `csv` must not be null.');
    const values = splitCsv(String(text), csvSyntax(optionsOf(given[1], context, given)));
    const name = sqlName(struct(values.map((value, i) => ({ name: `_c${i}`, type: inferred(value), nullable: true }))));
    return { args: [arg], type: STRING, nullable: false, code: kernel(() => name) };
  },
});
