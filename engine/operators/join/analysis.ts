import { conjuncts } from '../../plan/conjuncts.ts';
import { AttributeScope, bindExpression, type ExpressionContext } from '../../expressions/bind.ts';
import {
  freshColumnId,
  reference,
  referencedColumns,
  type Attribute,
  type TypedExpression,
} from '../../expressions/typed.ts';
import { projection } from '../project/plan.ts';
import type { JoinPlan, JoinType } from './plan.ts';
import { literalOf } from '../../expressions/signature.ts';
import { sameType, quoteIfNeeded, STRING } from '../../types/data-type.ts';
import { prettySql } from '../../expressions/pretty-sql.ts';
import { checkNoGenerator } from '../project/select-list.ts';
import { AnalysisError } from '../../types/errors.ts';
import { didYouMean } from '../../types/nearest-names.ts';
import { implicitCast } from '../../expressions/casts/cast.ts';
import { commonType } from '../../expressions/type-coercion.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { ConnectJoinType, JoinRelation } from '../../plan/relation.ts';
import { boundCall } from '../../plan/typed-calls.ts';

const TYPES: Record<ConnectJoinType, JoinType> = {
  inner: 'inner',
  full_outer: 'full',
  left_outer: 'left',
  right_outer: 'right',
  left_anti: 'anti',
  left_semi: 'semi',
  cross: 'cross',
};

/** A join on names, on a condition, or on nothing. */
export function planJoin(
  relation: JoinRelation,
  left: PlanNode,
  other: PlanNode,
  context: ExpressionContext,
): PlanNode {
  const type = TYPES[relation.type];
  const right = withFreshColumns(other, left);
  const usings = relation.using.map((name) => ({
    name,
    left: usingColumn(name, left, 'left'),
    right: usingColumn(name, right, 'right'),
  }));
  const conditions =
    relation.condition === undefined
      ? usings.map((u) => boundCall('==', [reference(u.left), reference(u.right)], context))
      : [bindExpression(relation.condition, new AttributeScope([...left.output, ...right.output]), context)];
  for (const condition of conditions) checkNoGenerator(condition, `Join ${prettySql(condition)}`);
  const join = equiJoin(type, left, right, conditions.flatMap(conjuncts), context);
  if (usings.length === 0) return join;
  return usingOutput(join, usings, type, context);
}

function equiJoin(
  type: JoinType,
  left: PlanNode,
  right: PlanNode,
  conditions: readonly TypedExpression[],
  context: ExpressionContext,
): PlanNode {
  const leftIds = new Set(left.output.map((a) => a.id));
  const rightIds = new Set(right.output.map((a) => a.id));
  const leftKeys: TypedExpression[] = [];
  const rightKeys: TypedExpression[] = [];
  const rest: TypedExpression[] = [];
  for (const condition of conditions) {
    const sides = equalSides(condition, leftIds, rightIds);
    if (sides === null) {
      rest.push(condition);
      continue;
    }
    const { left: own, right: other, matchesNulls } = sides;
    const type_ = commonType(own.type, other.type) ?? own.type;
    const keyed = (e: TypedExpression): TypedExpression => {
      const key = sameType(e.type, type_) ? e : implicitCast(e, type_, context.timeZone);
      // a struct is there even when its field is NULL, and such structs are equal
      return matchesNulls ? boundCall('named_struct', [literalOf('key', STRING), key], context) : key;
    };
    leftKeys.push(keyed(own));
    rightKeys.push(keyed(other));
  }
  const [l, leftColumns] = withKeyColumns(left, leftKeys);
  const [r, rightColumns] = withKeyColumns(right, rightKeys);
  const condition = rest.length === 0 ? null : rest.reduce((a, b) => boundCall('and', [a, b], context));
  const equal = leftColumns.map((a, i) => ({ left: a, right: rightColumns[i]! }));
  const output = joinedOutput(type, l.output, r.output);
  const streaming = left.streaming || right.streaming;
  const build = right.streaming ? 'left' : 'right';
  const join: JoinPlan = { node: 'join', left: l, right: r, type, equal, condition, build, output, streaming };
  const wanted = new Set([...leftIds, ...rightIds]);
  if (output.every((a) => wanted.has(a.id))) return join;
  return selecting(
    join,
    output.filter((a) => wanted.has(a.id)),
  );
}

/** The two sides of an equality of which each looks at one input only. */
function equalSides(
  e: TypedExpression,
  left: ReadonlySet<number>,
  right: ReadonlySet<number>,
): { readonly left: TypedExpression; readonly right: TypedExpression; readonly matchesNulls: boolean } | null {
  if (e.node !== 'call' || !['=', '==', '<=>'].includes(e.name) || e.args.length !== 2) return null;
  const matchesNulls = e.name === '<=>';
  const [a, b] = e.args as [TypedExpression, TypedExpression];
  const within = (x: TypedExpression, ids: ReadonlySet<number>): boolean => {
    const used = [...referencedColumns(x)];
    return used.length > 0 && used.every((id) => ids.has(id));
  };
  if (within(a, left) && within(b, right)) return { left: a, right: b, matchesNulls };
  if (within(a, right) && within(b, left)) return { left: b, right: a, matchesNulls };
  return null;
}

function withKeyColumns(child: PlanNode, keys: readonly TypedExpression[]): [PlanNode, Attribute[]] {
  const attributes = keys.map((key): Attribute => {
    const own = key.node === 'column' ? child.output.find((a) => a.id === key.id) : undefined;
    return own ?? { id: freshColumnId(), name: 'key', type: key.type, nullable: key.nullable };
  });
  const added = attributes
    .map((attribute, i) => ({ attribute, expression: keys[i]! }))
    .filter((c) => !child.output.includes(c.attribute));
  if (added.length === 0) return [child, attributes];
  const columns = [...child.output.map((attribute) => ({ attribute, expression: reference(attribute) })), ...added];
  return [projection(child, columns), attributes];
}

function joinedOutput(type: JoinType, left: readonly Attribute[], right: readonly Attribute[]): Attribute[] {
  const optional = (a: Attribute): Attribute => ({ ...a, nullable: true });
  switch (type) {
    case 'semi':
    case 'anti':
      return [...left];
    case 'left':
      return [...left, ...right.map(optional)];
    case 'right':
      return [...left.map(optional), ...right];
    case 'full':
      return [...left.map(optional), ...right.map(optional)];
    default:
      return [...left, ...right];
  }
}

/** `USING` gives each name once, first, from the side that always has it. */
function usingOutput(
  join: PlanNode,
  usings: readonly { name: string; left: Attribute; right: Attribute }[],
  type: JoinType,
  context: ExpressionContext,
): PlanNode {
  const find = (a: Attribute): Attribute => join.output.find((o) => o.id === a.id)!;
  if (type === 'semi' || type === 'anti') {
    const keys = usings.map((u) => find(u.left));
    return selecting(join, [...keys, ...join.output.filter((a) => !keys.includes(a))]);
  }
  const hidden = new Set(usings.flatMap((u) => [u.left.id, u.right.id]));
  const keys = usings.map((u) => {
    if (type === 'full') {
      const expression = boundCall('coalesce', [reference(find(u.left)), reference(find(u.right))], context);
      return {
        attribute: { id: freshColumnId(), name: u.left.name, type: expression.type, nullable: expression.nullable },
        expression,
      };
    }
    const attribute = find(type === 'right' ? u.right : u.left);
    return { attribute, expression: reference(attribute) as TypedExpression };
  });
  const rest = join.output.filter((a) => !hidden.has(a.id));
  const columns = [...keys, ...rest.map((attribute) => ({ attribute, expression: reference(attribute) }))];
  return projection(join, columns);
}

function selecting(child: PlanNode, output: readonly Attribute[]): PlanNode {
  return projection(
    child,
    output.map((attribute) => ({ attribute, expression: reference(attribute) })),
  );
}

function usingColumn(name: string, side: PlanNode, which: string): Attribute {
  const found = side.output.find((a) => a.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const names = side.output.map((a) => a.name);
  throw new AnalysisError({
    condition: 'UNRESOLVED_USING_COLUMN_FOR_JOIN',
    sqlState: '42703',
    message: `USING column \`${name}\` cannot be resolved on the ${which} side of the join. The ${which}-side columns: [${names.map((n) => `\`${n}\``).join(', ')}].`,
    hint: didYouMean(name, names.map(quoteIfNeeded)),
  });
}

/** A DataFrame joined with itself gives the same columns twice: the right ones get numbers of their own. */
function withFreshColumns(right: PlanNode, left: PlanNode): PlanNode {
  const taken = new Set(left.output.map((a) => a.id));
  if (!right.output.some((a) => taken.has(a.id))) return right;
  const columns = right.output.map((a) => ({
    attribute: taken.has(a.id) ? { ...a, id: freshColumnId() } : a,
    expression: reference(a),
  }));
  return projection(right, columns);
}
