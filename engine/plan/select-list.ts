import type { ProjectedColumn } from '../codegen/stage.ts';
import { AttributeScope, bindNamed, type ExpressionContext, type NamedExpression } from '../expressions/bind.ts';
import type { Expression } from '../expressions/expression.ts';
import type { TimeWindowDurations } from '../expressions/time-window.ts';
import {
  freshColumnId,
  mapChildren,
  reference,
  someExpression,
  transformUp,
  type Attribute,
  type GeneratorExpression,
  type TypedExpression,
} from '../expressions/typed.ts';
import { AnalysisError } from '../types/errors.ts';
import type { PlanNode } from './plan-node.ts';
import { boundCall, fingerprint } from './typed-calls.ts';

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

function expandWindows(child: PlanNode, columns: readonly NamedExpression[], context: ExpressionContext): SelectList {
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
  const argument = call.args[0]!;
  const time = argument.type.kind === 'struct' ? boundCall('window_time', [argument], context) : argument;
  const node: PlanNode = {
    node: 'window',
    child,
    time,
    durations: call.data,
    window: attribute,
    output: [...child.output, attribute],
    streaming: child.streaming,
  };
  const replace = (e: TypedExpression): TypedExpression => (isWindowCall(e) ? reference(attribute) : e);
  return { child: node, columns: columns.map((c) => ({ ...c, expression: transformUp(c.expression, replace) })) };
}

type WindowCall = TypedExpression & { node: 'call'; data: TimeWindowDurations };

const isWindowCall = (e: TypedExpression): e is WindowCall => e.node === 'call' && e.name === 'window';

function windowAttribute(call: WindowCall, child: PlanNode): Attribute {
  const delay = eventTimeDelay(call.args[0]!, child.output);
  return {
    id: freshColumnId(),
    name: 'window',
    type: call.type,
    nullable: false,
    timeWindow: true,
    ...(delay === undefined ? {} : { watermarkDelay: delay }),
  };
}

/** The watermark's delay when an expression still carries event time. */
export function eventTimeDelay(e: TypedExpression, attributes: readonly Attribute[]): bigint | undefined {
  if (e.node === 'column') return attributes.find((a) => a.id === e.id)?.watermarkDelay;
  if (e.node !== 'call' || (e.name !== 'window_time' && e.name !== 'window')) return undefined;
  // window_time(w) is bound over the field w.end
  const time = e.args[0]!;
  return eventTimeDelay(e.name === 'window_time' && time.node === 'field' ? time.child : time, attributes);
}

function expandGenerators(child: PlanNode, columns: readonly NamedExpression[]): SelectList {
  const generators = columns.filter((c) => someExpression(c.expression, (e) => e.node === 'generator'));
  if (generators.length === 0) return { child, columns };
  if (generators.length > 1) throw severalGenerators(generators.length);
  const { expression } = generators[0]!;
  if (expression.node !== 'generator') throw nestedGenerator();
  const generator: GeneratorExpression = expression;
  const names = generatorNames(generators[0]!, generator);
  const generated = generator.code.output.map((f, i): Attribute => ({
    id: freshColumnId(),
    name: names[i]!,
    type: f.type,
    nullable: f.nullable || generator.code.outer,
  }));
  const node: PlanNode = {
    node: 'generate',
    child,
    generator,
    generated,
    output: [...child.output, ...generated],
    streaming: child.streaming,
  };
  const replaced = columns.flatMap((c) =>
    c === generators[0] ? generated.map((a) => ({ name: a.name, expression: reference(a) })) : [c],
  );
  return { child: node, columns: replaced };
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

const severalGenerators = (n: number): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_GENERATOR.MULTI_GENERATOR',
    sqlState: '42K0E',
    message: `The generator is not supported: only one generator allowed per SELECT clause but found ${n}.`,
    hint: 'Explode one array in each select.',
  });

const nestedGenerator = (): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS',
    sqlState: '42K0E',
    message: 'The generator is not supported: nested in expressions.',
    hint: 'Explode in one select and compute with the new column in the next.',
  });
