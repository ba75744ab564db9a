import { array, INTEGER, sqlName, STRING, type DataType } from '../../../types/data-type.ts';
import { parseSchema, parseType } from '../../../types/ddl.ts';
import { AnalysisError } from '../../../types/errors.ts';
import { typeFromJson } from '../../../types/schema-json.ts';
import { nonFoldable, typeMismatch, unexpectedInputType } from '../../analysis-errors.ts';
import { defineFunction, defineGenerator, type BindContext } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { kernel } from '../../function-code.ts';
import { DEFAULT_SYNTAX, type JsonCursor } from '../../../formats/json/json-cursor.ts';
import type { TextOptions } from '../../../formats/text-options.ts';
import { findInJson, parsePath } from '../../json-path.ts';
import { nodeText, parseJson, readJsonText } from '../../../formats/json/json-tree.ts';
import { jsonType } from '../../../formats/json/infer-json-schema.ts';
import { malformedRecord } from '../../../formats/malformed-record.ts';
import { prettySql } from '../../pretty-sql.ts';
import { jsonReader } from '../../../formats/json/read-json.ts';
import { accepted, checkCount } from '../../signature.ts';
import { optionsOf } from './function-options.ts';
import { ANY_ARRAY, ANY_MAP, ANY_STRUCT, anyOf, TEXT, type TypePattern } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { jsonWriter } from '../../../formats/json/write-json.ts';
import { jsonStructCode } from './json-struct-text.ts';
import { wrongArgumentCount } from '../../analysis-errors.ts';

/** Texts only: nothing else is cast to one. */
const ONLY_TEXT: TypePattern = { ...TEXT, excludes: (t) => t.kind !== 'string' && t.kind !== 'void' };

/** A schema given as DDL (of a struct's fields or of any type), as JSON, or by `schema_of_json(...)`. */
export function schemaOf(arg: TypedExpression, context: BindContext, all: readonly TypedExpression[]): DataType {
  if (arg.type.kind !== 'string' || !isConstant(arg)) throw nonFoldable(context.sql(all), prettySql(arg), 'STRING');
  const text = String(evaluateConstant(arg));
  if (/^\s*[{"]/.test(text)) return typeFromJson(text);
  try {
    return parseType(text);
  } catch {
    return parseSchema(text);
  }
}

export const fromJson = defineFunction({
  name: 'from_json',
  group: 'json and csv',
  description: 'The value of a JSON text by a schema; what does not fit is NULL, or an error in mode FAILFAST.',
  parameters: ['jsonStr', 'schema', 'options?'],
  examples: [{ sql: 'from_json(\'{"a":1, "b":0.8}\', \'a INT, b DOUBLE\')', result: '{1, 0.8}' }],
  pretty: ([json]) => `from_json(${json})`,
  bind(given, context) {
    checkCount(given.length, 2, 3, context.functionName);
    const json = accepted(given[0]!, 0, ONLY_TEXT, given, context);
    const type = schemaOf(given[1]!, context, given);
    const options = optionsOf('from_json', given[2], context, given);
    const code = kernel(fromJsonKernel(type, options, context.timeZone));
    // Without options the planner may read the bytes of a binary column at once.
    return { args: [json], type, nullable: true, code, data: { withoutOptions: given.length === 2 } };
  },
});

/** @throws AnalysisError PARSE_MODE_UNSUPPORTED for DROPMALFORMED: a function gives a value for every row */
export function isFailFast({ mode }: TextOptions, functionName: string): boolean {
  if (mode !== 'DROPMALFORMED') return mode === 'FAILFAST';
  throw new AnalysisError({
    condition: 'PARSE_MODE_UNSUPPORTED',
    sqlState: '42601',
    message: `The function \`${functionName}\` doesn't support the DROPMALFORMED mode. Acceptable modes are PERMISSIVE and FAILFAST.`,
  });
}

function fromJsonKernel(type: DataType, options: TextOptions, zone: string): (text: string) => unknown {
  const failFast = isFailFast(options, 'from_json');
  const corrupt = type.kind === 'struct' ? type.fields.findIndex((f) => f.name === options.corruptColumn) : -1;
  const inner: DataType = type;
  const read = jsonReader(inner, options, zone);
  const width = type.kind === 'struct' ? type.fields.length : 0;
  return (text) => {
    if (text.trim() === '') return null;
    const { value, bad } = read(text);
    if (bad && failFast) throw malformedRecord(text);
    if (type.kind !== 'struct') return value;
    const row = (value as unknown[] | null) ?? new Array<unknown>(width).fill(null);
    if (corrupt >= 0) row[corrupt] = bad ? text : null;
    return row;
  };
}

export const toJson = defineFunction({
  name: 'to_json',
  group: 'json and csv',
  description: 'A struct, map or array as JSON text.',
  parameters: ['expr', 'options?'],
  examples: [{ sql: "to_json(named_struct('a', 1, 'b', 2))", result: '{"a":1,"b":2}' }],
  pretty: ([value]) => `to_json(${value})`,
  bind(given, context) {
    checkCount(given.length, 1, 2, context.functionName);
    const value = given[0]!;
    if (!['struct', 'map', 'array', 'void', 'variant'].includes(value.type.kind)) {
      throw unexpectedInputType(context.sql(given), 0, anyOf(ANY_STRUCT, ANY_MAP, ANY_ARRAY), value);
    }
    const options = optionsOf('to_json', given[1], context, given);
    const write = jsonWriter(value.type, options, context.timeZone);
    const code = jsonStructCode(value.type, options, context.timeZone) ?? kernel(write as (struct: never) => string);
    return { args: [value], type: STRING, nullable: value.nullable, code };
  },
});

export const getJsonObject = defineScalar({
  name: 'get_json_object',
  group: 'json and csv',
  description: 'The text that a path finds in a JSON text.',
  parameters: ['json_txt', 'path'],
  examples: [{ sql: 'get_json_object(\'{"a":"b"}\', \'$.a\')', result: 'b' }],
  args: [ONLY_TEXT, ONLY_TEXT],
  returns: STRING,
  mayBeNull: true,
  code: () => kernel(jsonFinder()),
});

/** A function that looks into JSON texts by paths; it keeps the steps of the last path. */
function jsonFinder(): (text: string, path: string) => string | null {
  let last: string | undefined;
  let steps: ReturnType<typeof parsePath>;
  const read = (c: JsonCursor): string | null => findInJson(c, steps!);
  return (text, path) => {
    if (path !== last) {
      steps = parsePath(path);
      last = path;
    }
    return steps === undefined ? null : (readJsonText(text, DEFAULT_SYNTAX, read) ?? null);
  };
}

function arrayLength(c: JsonCursor): number | null {
  if (c.peek() !== 91) return null;
  let length = 0;
  c.array((index) => {
    length = index + 1;
    c.skip();
  });
  return length;
}

function objectKeys(c: JsonCursor): string[] | null {
  if (c.peek() !== 123) return null;
  const names: string[] = [];
  c.object((name) => {
    names.push(name);
    c.skip();
  });
  return names;
}

export const jsonArrayLength = defineScalar({
  name: 'json_array_length',
  group: 'json and csv',
  description: 'The number of elements of a JSON array, NULL for anything else.',
  parameters: ['jsonArray'],
  examples: [{ sql: "json_array_length('[1,2,3,4]')", result: '4' }],
  args: [TEXT],
  returns: INTEGER,
  mayBeNull: true,
  code: kernel((text: string) => readJsonText(text, DEFAULT_SYNTAX, arrayLength) ?? null),
});

export const jsonObjectKeys = defineScalar({
  name: 'json_object_keys',
  group: 'json and csv',
  description: 'The names of the fields of a JSON object, NULL for anything else.',
  parameters: ['json_object'],
  examples: [{ sql: 'json_object_keys(\'{"a":1, "b":2}\')', result: '[a, b]' }],
  args: [TEXT],
  returns: array(STRING),
  mayBeNull: true,
  code: kernel((text: string) => readJsonText(text, DEFAULT_SYNTAX, objectKeys) ?? null),
});

export const jsonTuple = defineGenerator({
  name: 'json_tuple',
  group: 'json and csv',
  description: 'The values of several fields of a JSON object, one column each.',
  parameters: ['jsonStr', 'p1', '...'],
  examples: [{ sql: `json_tuple('{"a":1, "b":"x"}', 'a', 'b')`, result: '1, x' }],
  bind(given, context) {
    if (given.length < 2) throw wrongArgumentCount('json_tuple', '> 1', given.length);
    const args = given.map((arg, i) => accepted(arg, i, TEXT, given, context));
    const output = args.slice(1).map((_, i) => ({ name: `c${i}`, type: STRING, nullable: true }));
    const rows = (text: string | null, ...names: (string | null)[]): (string | null)[][] => {
      const root = text === null ? undefined : parseJson(text, DEFAULT_SYNTAX);
      const fields = root?.kind === 'object' ? root.fields : [];
      return [
        names.map((name) => {
          const value = fields.find(([key]) => key === name)?.[1];
          if (value === undefined || (value.kind === 'word' && value.text === 'null')) return null;
          return value.kind === 'string' ? value.text : nodeText(value);
        }),
      ];
    };
    return { args, code: { output, outer: false, rows: rows as (...args: never[]) => Iterable<readonly unknown[]> } };
  },
});

export const schemaOfJson = defineFunction({
  name: 'schema_of_json',
  group: 'json and csv',
  description: 'The schema of a JSON text as DDL.',
  parameters: ['json', 'options?'],
  examples: [{ sql: 'schema_of_json(\'[{"col":0}]\')', result: 'ARRAY<STRUCT<col: BIGINT>>' }],
  pretty: ([json]) => `schema_of_json(${json})`,
  bind(given, context) {
    checkCount(given.length, 1, 2, context.functionName);
    const arg = given[0]!;
    if (!isConstant(arg)) throw nonFoldable(context.sql(given), prettySql(arg), 'STRING');
    const text = evaluateConstant(arg);
    if (text === null) throw typeMismatch('UNEXPECTED_NULL', context.sql(given), 'The `json` must not be null.');
    const options = optionsOf('schema_of_json', given[1], context, given);
    const name = schemaOfText(String(text), options);
    return { args: [arg], type: STRING, nullable: false, code: kernel(() => name) };
  },
});

/** @throws AnalysisError when the text is no JSON; a blank one is a STRING */
function schemaOfText(text: string, options: TextOptions): string {
  if (text.trim() === '') return sqlName(STRING);
  const root = parseJson(text, options.jsonSyntax);
  if (root !== undefined) return sqlName(jsonType(root, options));
  throw new AnalysisError({
    condition: 'com.fasterxml.jackson.core.JsonParseException',
    message: `The text is no JSON: ${text.slice(0, 200)}`,
    hint: 'schema_of_json wants an example of the data, not deeper than 1000 objects and arrays.',
  });
}
