import type { Expression } from '../../expressions/expression.ts';
import * as functions from '../functions.ts';
import { parseArrow } from './parse-arrow.ts';
import { LambdaTranslator, type Capture } from './translate.ts';

/** A lambda over a row, translated from its source: `o => o.amount > 10`. */
export type RowFunction = (row: any, parameters?: any) => unknown; // a row's fields are known to the engine only

/** What the notebook's compiler keeps of a lambda: its source as it was written, and the values of its free names. */
interface RecordedLambda {
  readonly source: string;
  readonly captures: () => Readonly<Record<string, unknown>>;
}

const RECORDED = Symbol.for('millrace.lambdas');
const names: ReadonlySet<string> = new Set(Object.keys(functions));

/** The expression of a lambda that gives a value. @throws ArgumentError when something in it has no translation */
export function lambdaColumn(f: RowFunction, parameters: Readonly<Record<string, unknown>> | undefined): Expression {
  const { translator, body } = translatorOf(f, parameters);
  return translator.expression(body);
}

/** The expressions of a lambda that gives an object of columns. */
export function lambdaColumns(f: RowFunction, parameters: Readonly<Record<string, unknown>> | undefined): Expression[] {
  const { translator, body } = translatorOf(f, parameters);
  return translator.columns(body);
}

function translatorOf(f: RowFunction, parameters: Readonly<Record<string, unknown>> | undefined) {
  const recorded = recordedLambda(f);
  const source = recorded?.source ?? f.toString();
  const arrow = parseArrow(source);
  const captured = recorded?.captures() ?? {};
  const capture: Capture = (name) => (Object.hasOwn(captured, name) ? { value: captured[name] } : undefined);
  return { translator: new LambdaTranslator(source, arrow, parameters, capture, names), body: arrow.body };
}

function recordedLambda(f: RowFunction): RecordedLambda | undefined {
  const all = (globalThis as Record<PropertyKey, unknown>)[RECORDED] as WeakMap<object, RecordedLambda> | undefined;
  return all?.get(f);
}
