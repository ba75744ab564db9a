import { csvValues } from '../../../formats/csv/csv-record.ts';
import { csvSyntax } from '../../../formats/csv/csv-syntax.ts';
import { csvType } from '../../../formats/csv/infer-csv-schema.ts';
import { csvRowReader } from '../../../formats/csv/read-csv.ts';
import { csvRowWriter } from '../../../formats/csv/write-csv.ts';
import { malformedRecord } from '../../../formats/malformed-record.ts';
import { field, sqlName, STRING, struct } from '../../../types/data-type.ts';
import { quotedType, typeMismatch } from '../../analysis-errors.ts';
import { defineFunction } from '../../define-function.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { kernel } from '../../function-code.ts';
import { accepted, checkCount } from '../../signature.ts';
import { TEXT } from '../../type-pattern.ts';
import { csvRowCode } from './csv-row-code.ts';
import { csvStructCode } from './csv-struct-text.ts';
import { optionsOf } from './function-options.ts';
import { isFailFast, schemaOf } from './json-functions.ts';

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
    const options = optionsOf('from_csv', given[2], context, given);
    const failFast = isFailFast(options, 'from_csv');
    const corrupt = type.fields.findIndex((f) => f.name === options.corruptColumn);
    const readRow = csvRowReader(struct(type.fields.filter((_, i) => i !== corrupt)), options, context.timeZone);
    const { comment } = csvSyntax(options);
    const nulls = type.fields.map(() => null);
    const read = (line: string): unknown[] => {
      if (comment !== '' && line.startsWith(comment)) return nulls;
      const { row, bad: misfit } = readRow(line);
      const bad = misfit && line !== '';
      if (bad && failFast) throw malformedRecord(line);
      if (corrupt >= 0) row.splice(corrupt, 0, bad ? line : null);
      return row;
    };
    const plain = corrupt >= 0 ? undefined : csvRowCode(type, options, context.timeZone, read);
    return { args: [csv], type, nullable: true, code: plain ?? kernel(read) };
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
    const options = optionsOf('to_csv', given[1], context, given);
    const write = csvRowWriter(value.type, options, context.timeZone);
    const code = csvStructCode(value.type, options, context.timeZone) ?? kernel(write);
    return { args: [value], type: STRING, nullable: value.nullable, code };
  },
});

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
    const options = optionsOf('schema_of_csv', given[1], context, given);
    const types = csvValues(String(text), csvSyntax(options)).map((value) =>
      csvType([value], options, context.timeZone),
    );
    const name = sqlName(struct(types.map((type, i) => field(`_c${i}`, type))));
    return { args: [arg], type: STRING, nullable: false, code: kernel(() => name) };
  },
});
