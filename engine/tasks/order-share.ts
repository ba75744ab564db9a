import type { ExpressionContext } from '../expressions/bind.ts';
import type { TypedExpression } from '../expressions/typed.ts';
import type { FilterPlan } from '../operators/filter/plan.ts';
import type { SortKey } from '../operators/sort/plan.ts';
import { inherited, type PlanNode } from '../plan/plan-node.ts';
import { boundCall } from '../plan/typed-calls.ts';
import type { Scalar } from '../columnar/vector.ts';
import { compareScalars } from '../types/compare.ts';
import type { Origin } from '../types/origin.ts';

/** Rows that are put in order. */
export interface Ordered {
  readonly child: PlanNode;
  readonly keys: readonly SortKey[];
  readonly origin?: Origin | undefined;
}

/** So many values say well enough where ranges begin. */
const LOOKED_AT = 4096;

/** Values that cut a column into ranges, in ascending order: each begins a range. */
export function bordersOf(values: readonly Scalar[], key: SortKey, ranges: number): Scalar[] {
  const compare = compareScalars(key.expression.type);
  const apart = Math.ceil(values.length / LOOKED_AT);
  const sorted = values.filter((value, i) => value !== null && i % apart === 0).sort(compare);
  const borders: Scalar[] = [];
  for (let i = 1; i < ranges; i++) {
    const border = sorted[Math.floor((sorted.length * i) / ranges)];
    if (border !== undefined && (borders.length === 0 || compare(borders.at(-1), border) < 0)) borders.push(border);
  }
  return borders;
}

/** The value of the first key behind which no row is among the first `rows`; null where the values do not tell. */
export function boundOf(values: readonly Scalar[], { expression, descending }: SortKey, rows: number): Scalar | null {
  const present = values.filter((value) => value !== null);
  if (present.length < rows) return null;
  const compare = compareScalars(expression.type);
  present.sort(descending ? (a, b) => compare(b, a) : compare);
  return present[rows - 1];
}

/** What is put in order when nothing behind a bound of its first key is wanted. */
export function withinBound({ child, keys, origin }: Ordered, bound: Scalar, context: ExpressionContext): PlanNode {
  const { expression, descending, nullsFirst } = keys[0]!;
  const limit: TypedExpression = { node: 'literal', value: bound, type: expression.type, nullable: false };
  const within = boundCall(descending ? '>=' : '<=', [expression, limit], context);
  const isNull = (): TypedExpression => boundCall('isnull', [expression], context);
  const condition = nullsFirst && expression.nullable ? boundCall('or', [isNull(), within], context) : within;
  const filter: FilterPlan = { node: 'filter', child, condition, ...inherited(child) };
  return origin === undefined ? filter : { ...filter, origin };
}

/**
 * What a sort reads of one range of the rows by the first key of a sort, the first range first. Equal keys fall to one range, and
 * the rows of a range keep their order.
 */
export function orderShare(
  { child: plan, keys, origin }: Ordered,
  borders: readonly Scalar[],
  share: number,
  context: ExpressionContext,
): PlanNode {
  const { expression, descending, nullsFirst } = keys[0]!;
  const range = descending ? borders.length - share : share;
  const { type } = expression;
  const call = (name: string, ...args: TypedExpression[]): TypedExpression => boundCall(name, args, context);
  const literal = (value: Scalar): TypedExpression => ({ node: 'literal', value, type, nullable: false });
  const bounds: TypedExpression[] = [];
  if (range > 0) bounds.push(call('>=', expression, literal(borders[range - 1])));
  if (range < borders.length) bounds.push(call('<', expression, literal(borders[range])));
  if (bounds.length === 0) return plan;
  const inside = bounds.reduce((a, b) => call('and', a, b));
  const takesNulls = share === (nullsFirst ? 0 : borders.length);
  const condition = takesNulls && expression.nullable ? call('or', call('isnull', expression), inside) : inside;
  const filter: FilterPlan = { node: 'filter', child: plan, condition, ...inherited(plan) };
  return origin === undefined ? filter : { ...filter, origin };
}
