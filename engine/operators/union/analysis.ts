import type { ExpressionContext } from '../../expressions/bind.ts';
import { implicitCast } from '../../expressions/casts/cast.ts';
import { commonType } from '../../expressions/type-coercion.ts';
import { freshColumnId, reference, type Attribute, type TypedExpression } from '../../expressions/typed.ts';
import { sameType, sqlName, type DataType } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';
import { isNode, type PlanNode } from '../../plan/plan-node.ts';
import type { SetRelation } from '../../plan/relation.ts';
import { projection } from '../project/plan.ts';
import type { UnionPlan } from './plan.ts';

/** Union by position or by name. */
export function planUnion(
  relation: SetRelation,
  left: PlanNode,
  right: PlanNode,
  context: ExpressionContext,
): UnionPlan {
  const { sides, output } = matchedSides(relation, left, right, context);
  const children = sides.flatMap((c) => (isNode<UnionPlan>(c, 'union') ? c.children : [c]));
  return { node: 'union', children, output, streaming: left.streaming || right.streaming };
}

/** The columns of two plans that belong together; both sides are cast to the types that hold them both. */
export function matchedSides(
  relation: SetRelation,
  left: PlanNode,
  right: PlanNode,
  context: ExpressionContext,
): { readonly sides: readonly [PlanNode, PlanNode]; readonly output: readonly Attribute[] } {
  const matched = relation.byName ? rightByName(relation, left, right) : right.output.map((a): Source => ({ from: a }));
  const lefts: readonly Source[] = relation.byName
    ? withMissing(left.output, matched)
    : left.output.map((a) => ({ from: a }));
  if (lefts.length !== matched.length) throw differentWidth(relation, left, right);
  const types = lefts.map((l, i) => widest(relation, typeOf(l), typeOf(matched[i]!), i, typeNameOf(l)));
  const output = lefts.map((l, i): Attribute => {
    const from = l.from;
    const other = matched[i]!.from;
    const nullable = from === undefined || other === undefined || from.nullable || other.nullable;
    const name = from?.name ?? other!.name;
    const delay = from?.watermarkDelay;
    const window = from?.timeWindow === true && other?.timeWindow === true;
    return {
      id: freshColumnId(),
      name,
      type: types[i]!,
      nullable,
      ...(delay === undefined ? {} : { watermarkDelay: delay }),
      ...(window ? { timeWindow: true } : {}),
    };
  });
  return { sides: [cast(left, lefts, types, output, context), cast(right, matched, types, output, context)], output };
}

/** A column of one side, or one that the side lacks. */
interface Source {
  readonly from: Attribute | undefined;
  readonly type?: DataType;
}

const typeOf = (s: Source): DataType => s.from?.type ?? s.type!;
const typeNameOf = (s: Source): string => s.from?.name ?? '';

function rightByName(relation: SetRelation, left: PlanNode, right: PlanNode): Source[] {
  const byName = new Map(right.output.map((a) => [a.name.toLowerCase(), a]));
  const matched = left.output.map((a): Source => {
    const found = byName.get(a.name.toLowerCase());
    byName.delete(a.name.toLowerCase());
    if (found !== undefined) return { from: found };
    if (relation.allowMissing) return { from: undefined, type: a.type };
    throw new AnalysisError({
      condition: '_LEGACY_ERROR_TEMP_1312',
      message: `Cannot resolve column name "${a.name}" among (${right.output.map((r) => r.name).join(', ')}).`,
      hint: 'Use unionByName(other, true) to fill missing columns with null.',
    });
  });
  if (byName.size > 0 && !relation.allowMissing) throw differentWidth(relation, left, right);
  return [...matched, ...[...byName.values()].map((from): Source => ({ from }))];
}

const withMissing = (left: readonly Attribute[], right: readonly Source[]): Source[] =>
  right.map((r, i) => (i < left.length ? { from: left[i] } : { from: undefined, type: typeOf(r) }));

function widest(relation: SetRelation, a: DataType, b: DataType, index: number, name: string): DataType {
  if (sameType(a, b)) return a;
  const wide = commonType(a, b);
  if (wide !== undefined) return wide;
  throw new AnalysisError({
    condition: 'INCOMPATIBLE_COLUMN_TYPE',
    sqlState: '42825',
    message: `${sqlOperation(relation)} can only be performed on tables with compatible column types. The ${ordinal(index + 1)} column of the second table is "${sqlName(b)}" type which is not compatible with "${sqlName(a)}" at the same column of the first table.`,
    hint: `Cast one side: withColumn("${name}", col("${name}").cast("${sqlName(a)}")).`,
  });
}

const ordinal = (n: number): string => ['first', 'second', 'third', 'fourth', 'fifth'][n - 1] ?? `${n}th`;

function cast(
  child: PlanNode,
  sources: readonly Source[],
  types: readonly DataType[],
  output: readonly Attribute[],
  context: ExpressionContext,
): PlanNode {
  const plain = sources.every(
    (s, i) => s.from !== undefined && s.from === child.output[i] && sameType(s.from.type, types[i]!),
  );
  if (plain && sources.length === child.output.length) return child;
  const columns = sources.map((s, i) => {
    const value: TypedExpression =
      s.from === undefined
        ? { node: 'literal', value: null, type: types[i]!, nullable: true }
        : sameType(s.from.type, types[i]!)
          ? reference(s.from)
          : implicitCast(reference(s.from), types[i]!, context.timeZone);
    return { attribute: { ...output[i]!, id: freshColumnId() }, expression: value };
  });
  return projection(child, columns);
}

const differentWidth = (relation: SetRelation, left: PlanNode, right: PlanNode): AnalysisError =>
  new AnalysisError({
    condition: 'NUM_COLUMNS_MISMATCH',
    sqlState: '42826',
    message: `${sqlOperation(relation)} can only be performed on inputs with the same number of columns, but the first input has ${left.output.length} columns and the second input has ${right.output.length} columns.`,
    hint:
      relation.operation === 'union'
        ? 'Select the same columns on both sides, or use unionByName(other, true).'
        : 'Select the same columns on both sides.',
  });

/** As Spark's errors call it. */
const sqlOperation = ({ operation, all }: SetRelation): string =>
  `${operation.toUpperCase()}${all && operation !== 'union' ? 'ALL' : ''}`;
