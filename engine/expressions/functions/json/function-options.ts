import {
  CSV_FILE_READING,
  CSV_NOT_UNDERSTOOD,
  CSV_READING,
  CSV_SCHEMA,
  CSV_WITHOUT_EFFECT,
  CSV_WRITING,
} from '../../../formats/csv/csv-options.ts';
import type { FormatOption } from '../../../formats/format-option.ts';
import {
  JSON_FILE_READING,
  JSON_READING,
  JSON_SCHEMA,
  JSON_WITHOUT_EFFECT,
  JSON_WRITING,
} from '../../../formats/json/json-options.ts';
import { TextOptions } from '../../../formats/text-options.ts';
import { ArgumentError } from '../../../types/errors.ts';
import { didYouMean } from '../../../types/nearest-names.ts';
import { nonFoldable } from '../../analysis-errors.ts';
import type { BindContext } from '../../define-function.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { prettySql } from '../../pretty-sql.ts';
import type { TypedExpression } from '../../typed.ts';

/** What a function makes of options. */
export interface FunctionOptions {
  readonly done: readonly FormatOption[];
  /** Options of the format that mean nothing to this function, in Spark either: one map may serve several functions. */
  readonly withoutEffect: readonly string[];
  readonly notUnderstood: readonly string[];
}

const namesOf = (lists: readonly (readonly FormatOption[])[]): string[] => lists.flat().map(({ name }) => name);
const ofJson = (done: readonly FormatOption[]): FunctionOptions => ({
  done,
  withoutEffect: [...namesOf([JSON_FILE_READING, JSON_WRITING]), ...JSON_WITHOUT_EFFECT],
  notUnderstood: [],
});
const ofCsv = (done: readonly FormatOption[]): FunctionOptions => ({
  done,
  withoutEffect: [...namesOf([CSV_FILE_READING, CSV_WRITING]), ...CSV_WITHOUT_EFFECT],
  notUnderstood: CSV_NOT_UNDERSTOOD,
});

/** The options of each function that takes some. */
export const FUNCTION_OPTIONS = {
  from_json: ofJson(JSON_READING),
  to_json: ofJson(JSON_WRITING),
  schema_of_json: ofJson(JSON_SCHEMA),
  from_csv: ofCsv(CSV_READING),
  to_csv: ofCsv(CSV_WRITING),
  schema_of_csv: ofCsv(CSV_SCHEMA),
} as const satisfies Readonly<Record<string, FunctionOptions>>;

/**
 * The options of a map literal.
 *
 * @throws ArgumentError UNKNOWN_OPTION for a name that the format does not have
 */
export function optionsOf(
  functionName: keyof typeof FUNCTION_OPTIONS,
  arg: TypedExpression | undefined,
  context: BindContext,
  all: readonly TypedExpression[],
): TextOptions {
  if (arg === undefined) return new TextOptions([]);
  if (arg.type.kind !== 'map' || !isConstant(arg))
    throw nonFoldable(context.sql(all), prettySql(arg), 'MAP<STRING, STRING>');
  const entries = (evaluateConstant(arg) ?? []) as [string, string | null][];
  const known = FUNCTION_OPTIONS[functionName];
  const given = entries.map(([name, value]): [string, string] => {
    check(name, value, known, functionName);
    return [name, value!];
  });
  const options = new TextOptions(given);
  for (const { name, default: otherwise } of known.done) {
    if (/^(true|false)/.test(otherwise ?? '')) options.flag(name, true);
  }
  if (known.done.some(({ name }) => name === 'locale')) options.checkLocale();
  return options;
}

function check(name: string, value: string | null, known: FunctionOptions, functionName: string): void {
  const lower = name.toLowerCase();
  const has = (names: readonly string[]): boolean => names.some((own) => own.toLowerCase() === lower);
  if (has(known.notUnderstood)) throw notUnderstood(name, functionName);
  const names = namesOf([known.done]);
  if (!has(names) && !has(known.withoutEffect)) throw unknown(name, names, functionName);
  if (value === null) throw nullValue(name);
}

const unknown = (name: string, names: readonly string[], functionName: string): ArgumentError =>
  new ArgumentError({
    condition: 'UNKNOWN_OPTION',
    message: `The function \`${functionName}\` has no option '${name}'.`,
    hint: `${didYouMean(name, names)} Its options are: ${names.join(', ')}.`,
  });

const notUnderstood = (name: string, functionName: string): ArgumentError =>
  new ArgumentError({
    condition: 'UNSUPPORTED_OPTION',
    message: `The option '${name}' of \`${functionName}\` is Spark's, and Millrace does not have it.`,
    hint: 'Leave it out.',
  });

const nullValue = (name: string): ArgumentError =>
  new ArgumentError({
    condition: 'INVALID_OPTION',
    message: `The value of the option '${name}' is null.`,
    hint: `For example map('${name}', 'true').`,
  });
