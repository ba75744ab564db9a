import type { Expression } from '../../expressions/expression.ts';
import * as functions from '../functions.ts';
import { callSite, withPlace } from '../origin.ts';
import { parseArrow } from './parse-arrow.ts';
import type { Surroundings } from './program-values.ts';
import type { Syntax } from './syntax.ts';
import { LambdaTranslator, type LambdaColumns } from './translate.ts';

/** A lambda over a row, translated from its source: `o => o.amount > 10`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a row's fields are known to the engine only
export type RowFunction = (row: any, parameters?: any) => unknown;

/** What the notebook's compiler keeps of a lambda: its source as it was written, and how to read its free names. */
interface RecordedLambda {
  readonly source: string;
  readonly captures: () => Readonly<Record<string, unknown>>;
  readonly names: () => readonly string[];
}

const RECORDED = Symbol.for('millrace.lambdas');

/** The expression of a lambda that gives a value. @throws ArgumentError when something in it has no translation */
export function lambdaColumn(f: RowFunction, parameters: Readonly<Record<string, unknown>> | undefined): Expression {
  return translated(f, parameters, (translator, body) => translator.expression(body));
}

/** The columns of a lambda that gives an object. @throws ArgumentError when something in it has no translation */
export function lambdaColumns(
  f: RowFunction,
  parameters: Readonly<Record<string, unknown>> | undefined,
): LambdaColumns {
  return translated(f, parameters, (translator, body) => translator.columns(body));
}

function translated<T>(
  f: RowFunction,
  parameters: Readonly<Record<string, unknown>> | undefined,
  translate: (translator: LambdaTranslator, body: Syntax) => T,
): T {
  try {
    const recorded = recordedLambda(f);
    const source = recorded?.source ?? Function.prototype.toString.call(f);
    const arrow = parseArrow(source);
    const around = recorded === undefined ? NOWHERE : surroundings(recorded);
    return translate(new LambdaTranslator(source, arrow, parameters, around, functions), arrow.body);
  } catch (error) {
    // here, because a stack ends above the user's code where the lambda is deep
    throw withPlace(error, callSite());
  }
}

/** A program: JavaScript does not tell what a function takes from around it. */
const NOWHERE: Surroundings = { read: () => undefined, names: null };

function surroundings(recorded: RecordedLambda): Surroundings {
  const captured = recorded.captures();
  return {
    read: (name) => (Object.hasOwn(captured, name) ? { value: captured[name] } : undefined),
    names: recorded.names(),
  };
}

function recordedLambda(f: RowFunction): RecordedLambda | undefined {
  const all = (globalThis as Record<PropertyKey, unknown>)[RECORDED] as WeakMap<object, RecordedLambda> | undefined;
  return all?.get(f);
}
