import type { ExpressionContext } from '../../expressions/bind.ts';
import {
  freshColumnId,
  reference,
  type Attribute,
  type GeneratorExpression,
  type TypedExpression,
} from '../../expressions/typed.ts';
import type { ProjectedColumn } from '../../codegen/step.ts';
import { literalOf } from '../../expressions/signature.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { SetRelation } from '../../plan/relation.ts';
import { boundCall } from '../../plan/typed-calls.ts';
import { BOOLEAN, INTEGER, LONG, type DataType } from '../../types/data-type.ts';
import { aggregateOver, withKeys } from '../aggregate/analysis.ts';
import { checkNoMaps } from '../deduplicate/analysis.ts';
import type { FilterPlan } from '../filter/plan.ts';
import type { GeneratePlan } from '../generate/plan.ts';
import type { JoinPlan } from '../join/plan.ts';
import { projection } from '../project/plan.ts';
import { matchedSides, planUnion } from '../union/analysis.ts';
import type { UnionPlan } from '../union/plan.ts';
import type { SetOperationPlan } from './plan.ts';

/** `union`, `intersect`, `subtract` and their forms that count duplicates. */
export function planSetOperation(
  relation: SetRelation,
  left: PlanNode,
  right: PlanNode,
  context: ExpressionContext,
): PlanNode {
  const { operation, all } = relation;
  if (operation === 'union') return planUnion(relation, left, right, context);
  const { sides, output: both } = matchedSides(relation, left, right, context);
  checkNoMaps(both);
  const output = both.map((a, i) => ({ ...a, id: freshColumnId(), nullable: isNullable(operation, sides, i) }));
  const streaming = left.streaming || right.streaming;
  const compared =
    streaming && !all ? comparedByJoin(operation, sides, context) : comparedByCounts(relation, sides, both, context);
  const columns = output.map((attribute, i) => ({ attribute, expression: reference(compared.output[i]!) }));
  const instead = projection(compared, columns);
  const node: SetOperationPlan = { node: 'set_operation', operation, all, left, right, output, streaming, instead };
  return node;
}

type Sides = readonly [PlanNode, PlanNode];
type Operation = 'intersect' | 'except';

function isNullable(operation: Operation, [left, right]: Sides, column: number): boolean {
  const own = left.output[column]!.nullable;
  return operation === 'except' ? own : own && right.output[column]!.nullable;
}

/**
 * Rows are grouped over both sides, and each group knows how many rows of each side it has: so NULL equals NULL, and rows
 * come in the order of the left side.
 *
 * Spark's `RewriteExceptAll` and `RewriteIntersectAll`.
 */
function comparedByCounts(
  { operation, all }: SetRelation,
  [left, right]: Sides,
  columns: readonly Attribute[],
  context: ExpressionContext,
): PlanNode {
  const marks = ['left', 'right'].map((name): Attribute => {
    return { id: freshColumnId(), name, type: INTEGER, nullable: true };
  });
  const rows: UnionPlan = {
    node: 'union',
    children: [marked(left, 0), marked(right, 1)],
    output: [...columns, ...marks],
    streaming: left.streaming || right.streaming,
  };
  const counts = marks.map((mark) => ({ name: mark.name, expression: boundCall('count', [reference(mark)], context) }));
  const grouped = aggregateOver(rows, named(columns), counts, context);
  const [mine, others] = grouped.output.slice(columns.length).map(reference) as [TypedExpression, TypedExpression];
  const call = (name: string, ...args: TypedExpression[]): TypedExpression => boundCall(name, args, context);
  if (all) {
    const times = operation === 'except' ? call('-', mine, others) : call('least', mine, others);
    return repeated(filtered(grouped, call('>', times, long(0n))), times, context);
  }
  const has = call('>', mine, long(0n));
  return filtered(grouped, call('and', has, call(operation === 'except' ? '=' : '>', others, long(0n))));
}

/** The rows of a side, with 1 under its mark. */
function marked(side: PlanNode, at: number): PlanNode {
  const own = side.output.map((attribute) => ({ attribute, expression: reference(attribute) }));
  const marks = [0, 1].map((k) => ({
    attribute: { id: freshColumnId(), name: 'mark', type: INTEGER, nullable: k !== at },
    expression: literalOf(k === at ? 1 : null, INTEGER),
  }));
  return projection(side, [...own, ...marks]);
}

function repeated(child: PlanNode, times: TypedExpression, context: ExpressionContext): GeneratePlan {
  const copies = boundCall('array_repeat', [literalOf(true, BOOLEAN), boundCall('int', [times], context)], context);
  const generator = boundCall('explode', [copies], context) as GeneratorExpression;
  const generated = [{ id: freshColumnId(), name: 'copy', type: BOOLEAN, nullable: false }];
  const { streaming } = child;
  return { node: 'generate', child, generator, generated, output: [...child.output, ...generated], streaming };
}

/**
 * Rows of a stream are looked for among those at hand, and each comes once.
 *
 * Spark's `ReplaceIntersectWithSemiJoin`, `ReplaceExceptWithAntiJoin` and `ReplaceDistinctWithAggregate`.
 */
function comparedByJoin(operation: Operation, [left, side]: Sides, context: ExpressionContext): PlanNode {
  const right = projection(
    side,
    side.output.map((a) => ({ attribute: { ...a, id: freshColumnId() }, expression: reference(a) })),
  );
  const pairs = left.output.map((a, i) => [a, right.output[i]!] as const);
  const keys = pairs.map((pair) => nullSafeKeys(pair, context));
  const conditions = pairs
    .filter((_, i) => keys[i]!.length === 0)
    .map(([l, r]) => boundCall('<=>', [reference(l), reference(r)], context));
  const equal = keys.flat();
  const sideOf = (at: 0 | 1): PlanNode => withKeys([left, right][at]!, equal.map((key) => key[at])); // prettier-ignore
  const keyed = sideOf(0);
  const join: JoinPlan = {
    node: 'join',
    left: keyed,
    right: sideOf(1),
    type: operation === 'except' ? 'anti' : 'semi',
    equal: equal.map(([l, r]) => ({ left: l.attribute, right: r.attribute })),
    condition: conditions.length === 0 ? null : conditions.reduce((x, y) => boundCall('and', [x, y], context)),
    build: side.streaming ? 'left' : 'right',
    output: keyed.output,
    streaming: true,
  };
  return aggregateOver(join, named(left.output), [], context);
}

/**
 * Keys that are equal where two columns are, NULL and NULL too; none where only a condition can compare them.
 *
 * Spark's `ExtractEquiJoinKeys`.
 */
function nullSafeKeys(
  pair: readonly [Attribute, Attribute],
  context: ExpressionContext,
): (readonly [ProjectedColumn, ProjectedColumn])[] {
  if (!pair[0].nullable && !pair[1].nullable) return [both(pair, (a) => reference(a))];
  const empty = emptyValue(pair[0].type);
  if (empty === undefined) return [];
  const instead = literalOf(empty, pair[0].type);
  return [
    both(pair, (a) => boundCall('coalesce', [reference(a), instead], context)),
    both(pair, (a) => boundCall('isnull', [reference(a)], context)),
  ];
}

const both = (
  [left, right]: readonly [Attribute, Attribute],
  make: (a: Attribute) => TypedExpression,
): readonly [ProjectedColumn, ProjectedColumn] => [keyColumn(left, make(left)), keyColumn(right, make(right))];

const keyColumn = (own: Attribute, expression: TypedExpression): ProjectedColumn => ({
  attribute:
    expression.node === 'column'
      ? own
      : { id: freshColumnId(), name: 'key', type: expression.type, nullable: expression.nullable },
  expression,
});

/** Some value of a type that stands for NULL beside a flag that says so. */
function emptyValue({ kind }: DataType): unknown {
  switch (kind) {
    case 'string':
      return '';
    case 'boolean':
      return false;
    case 'byte':
    case 'short':
    case 'integer':
    case 'date':
    case 'float':
    case 'double':
      return 0;
    case 'long':
    case 'decimal':
    case 'timestamp':
    case 'timestamp_ntz':
      return 0n;
    default:
      return undefined;
  }
}

const named = (
  columns: readonly Attribute[],
): readonly { readonly name: string; readonly expression: TypedExpression }[] =>
  columns.map((a) => ({ name: a.name, expression: reference(a) }));

const filtered = (child: PlanNode, condition: TypedExpression): FilterPlan => ({
  node: 'filter',
  child,
  condition,
  output: child.output,
  streaming: child.streaming,
});

const long = (value: bigint): TypedExpression => literalOf(value, LONG);
