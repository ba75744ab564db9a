import type { ProjectedColumn } from '../../codegen/step.ts';
import { AttributeScope, bindNamed, type ExpressionContext, type NamedExpression } from '../../expressions/bind.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { TimeWindowDurations } from '../../expressions/time-window.ts';
import {
  freshColumnId,
  mapChildren,
  reference,
  someExpression,
  transformUp,
  type Attribute,
  type GeneratorExpression,
  type TypedExpression,
} from '../../expressions/typed.ts';
import { prettySql } from '../../expressions/pretty-sql.ts';
import { AnalysisError } from '../../types/errors.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { StructType } from '../../types/data-type.ts';
import type { FilterPlan } from '../filter/plan.ts';
import type { GeneratePlan } from '../generate/plan.ts';
import { projection } from './plan.ts';
import type { WindowPlan } from '../window/plan.ts';
import { boundCall, fingerprint } from '../../plan/typed-calls.ts';

/** The columns a select list asks for, with windows and generators moved into nodes of their own below. */
export interface SelectList {
  readonly child: PlanNode;
  readonly columns: readonly NamedExpression[];
}

/** Binds a select list over a plan. */
export function bindSelectList(
  child: PlanNode,
  expressions: readonly Expression[],
  context: ExpressionContext,
): SelectList {
  const scope = new AttributeScope(child.output);
  const columns = expressions.flatMap((e) => bindNamed(e, scope, context));
  return expandRows(child, columns, context);
}

/** Moves `window(...)` and generators out of the columns into nodes below. */
export function expandRows(
  child: PlanNode,
  columns: readonly NamedExpression[],
  context: ExpressionContext,
): SelectList {
  const windowed = expandWindows(child, columns, context);
  return expandGenerators(windowed.child, windowed.columns);
}

/** Moves `window(...)` out of the columns into a node below. */
export function expandWindows(
  child: PlanNode,
  columns: readonly NamedExpression[],
  context: ExpressionContext,
): SelectList {
  const windows = new Map<string, { readonly call: WindowCall; readonly attribute: Attribute }>();
  for (const { expression } of columns) {
    visit(expression, (e) => {
      if (isWindowCall(e) && !windows.has(fingerprint(e))) {
        windows.set(fingerprint(e), { call: e, attribute: windowAttribute(e, child) });
      }
    });
  }
  if (windows.size === 0) return { child, columns };
  if (windows.size > 1) throw severalWindows();
  const [{ call, attribute }] = [...windows.values()] as [{ call: WindowCall; attribute: Attribute }];
  if (call.name === 'session_window') {
    return { child: ownSessions(child, call, attribute, context), columns: columns.map((c) => replaced(c, attribute)) };
  }
  const argument = call.args[0]!;
  const time = argument.type.kind === 'struct' ? boundCall('window_time', [argument], context) : argument;
  const node: WindowPlan = {
    node: 'window',
    child,
    time,
    durations: call.data,
    window: attribute,
    output: [...child.output, attribute],
    streaming: child.streaming,
  };
  return { child: node, columns: columns.map((c) => replaced(c, attribute)) };
}

/** A column with the window in place of the call. */
const replaced = (column: NamedExpression, window: Attribute): NamedExpression => ({
  ...column,
  expression: transformUp(column.expression, (e) => (isWindowCall(e) ? reference(window) : e)),
});

type WindowCall = TypedExpression & { node: 'call'; data: TimeWindowDurations };

const isWindowCall = (e: TypedExpression): e is WindowCall =>
  e.node === 'call' && (e.name === 'window' || e.name === 'session_window');

/** A row's own session as a column; rows that have none go. */
function ownSessions(child: PlanNode, call: WindowCall, session: Attribute, context: ExpressionContext): FilterPlan {
  const kept = child.output.map((attribute) => ({ attribute, expression: reference(attribute) }));
  const whole = { ...session, nullable: true };
  const rows = projection(child, [...kept, { attribute: whole, expression: call }]);
  const [start, end] = (session.type as StructType).fields.map(({ name, type }, ordinal): TypedExpression => {
    return { node: 'field', child: reference(whole), ordinal, name, type, nullable: true };
  }) as [TypedExpression, TypedExpression];
  const condition = boundCall('>', [end, start], context);
  return { node: 'filter', child: rows, condition, output: [...child.output, session], streaming: child.streaming };
}

function windowAttribute(call: WindowCall, child: PlanNode): Attribute {
  const delay = eventTimeDelay(call.args[0]!, child.output);
  return {
    id: freshColumnId(),
    name: call.name,
    type: call.type,
    nullable: false,
    ...(call.name === 'window' ? { timeWindow: true } : { sessionWindow: true }),
    ...(delay === undefined ? {} : { watermarkDelay: delay }),
  };
}

/** The watermark's delay when an expression still carries event time. */
export function eventTimeDelay(e: TypedExpression, attributes: readonly Attribute[]): bigint | undefined {
  if (e.node === 'column') return attributes.find((a) => a.id === e.id)?.watermarkDelay;
  if (e.node !== 'call' || !['window_time', 'window', 'session_window'].includes(e.name)) return undefined;
  // window_time(w) is bound over the field w.end
  const time = e.args[0]!;
  return eventTimeDelay(e.name === 'window_time' && time.node === 'field' ? time.child : time, attributes);
}

/** Each generator runs over the rows of the one before it. */
export function expandGenerators(child: PlanNode, columns: readonly NamedExpression[]): SelectList {
  let below = child;
  const replaced = columns.flatMap((column) => {
    const { expression } = column;
    checkNesting(expression);
    if (expression.node !== 'generator') return [column];
    const names = generatorNames(column, expression);
    const generated = expression.code.output.map((f, i): Attribute => ({
      id: freshColumnId(),
      name: names[i]!,
      type: f.type,
      nullable: f.nullable || expression.code.outer,
    }));
    const made: GeneratePlan = {
      node: 'generate',
      child: below,
      generator: expression,
      generated,
      output: [...below.output, ...generated],
      streaming: child.streaming,
    };
    below = made;
    return generated.map((a) => ({ name: a.name, expression: reference(a) }));
  });
  return { child: below, columns: replaced };
}

const isGenerator = (e: TypedExpression): boolean => e.node === 'generator';

/** A generator stands alone in a column. @throws AnalysisError UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS */
export function checkNesting(e: TypedExpression): void {
  const nested =
    e.node === 'generator' ? e.args.some((arg) => someExpression(arg, isGenerator)) : someExpression(e, isGenerator);
  if (nested) throw nestedGenerator(prettySql(e));
}

/** Refuses generators where no rows can be made: conditions, orders. @param found the operator, as explain shows it */
export function checkNoGenerator(e: TypedExpression, found: string): void {
  if (!someExpression(e, isGenerator)) return;
  throw new AnalysisError({
    condition: 'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT',
    sqlState: '42K0E',
    message: `The generator is not supported: outside the SELECT clause, found: ${found}.`,
    hint: 'Explode in a select before, and use the new column here.',
  });
}

function generatorNames(column: NamedExpression, generator: GeneratorExpression): readonly string[] {
  const own = generator.code.output.map((f) => f.name);
  if (column.names !== undefined) {
    if (column.names.length === own.length) return column.names;
    throw new AnalysisError({
      condition: 'UDTF_ALIAS_NUMBER_MISMATCH',
      sqlState: '42802',
      message: `The number of aliases supplied in the AS clause does not match the number of columns output: expected ${own.length} aliases, but got ${column.names.join(',')}.`,
      hint: `Give ${own.length} names: .as("${own.join('", "')}").`,
    });
  }
  return own.length === 1 ? [column.name] : own;
}

/** The attributes of projected columns. A bare column stays itself: its event time and its number go on. */
export function projectedColumns(columns: readonly NamedExpression[], input: readonly Attribute[]): ProjectedColumn[] {
  return columns.map(({ name, expression }) => {
    if (expression.node === 'column') {
      const source = input.find((a) => a.id === expression.id)!;
      if (source.name === name) return { attribute: source, expression };
      const { qualifier: _, ...kept } = source;
      return { attribute: { ...kept, id: freshColumnId(), name }, expression };
    }
    const delay = eventTimeDelay(expression, input);
    const attribute: Attribute = {
      id: freshColumnId(),
      name,
      type: expression.type,
      nullable: expression.nullable,
      ...(delay === undefined ? {} : { watermarkDelay: delay }),
    };
    return { attribute, expression };
  });
}

/** Calls `f` for every part of an expression. */
function visit(e: TypedExpression, f: (e: TypedExpression) => void): void {
  mapChildren(e, (child) => {
    visit(child, f);
    return child;
  });
  f(e);
}

const severalWindows = (): AnalysisError =>
  new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1039',
    message:
      'Multiple time/session window expressions would result in a cartesian product of rows, therefore they are currently not supported.',
    hint: 'Use one window() in a groupBy or select.',
  });

const nestedGenerator = (text: string): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS',
    sqlState: '42K0E',
    message: `The generator is not supported: nested in expressions "${text}".`,
    hint: 'Explode in one select and compute with the new column in the next.',
  });
