import type { ExpressionContext } from '../../expressions/bind.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { inherited, type PlanNode } from '../../plan/plan-node.ts';
import type { RelationOf } from '../../plan/relation.ts';
import { sqlName, type DataType } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';
import { namedAttribute } from '../named-attribute.ts';
import type { DeduplicatePlan } from './plan.ts';

/** `dropDuplicates`, `dropDuplicatesWithinWatermark`, `distinct`. */
export function planDeduplicate(
  { allColumns, columns, withinWatermark }: RelationOf<'deduplicate'>,
  child: PlanNode,
  context: ExpressionContext,
): DeduplicatePlan {
  const keys = allColumns ? child.output : columns.map((name) => namedAttribute(name, child, context));
  checkNoMaps(keys);
  return { node: 'deduplicate', child, keys, withinWatermark, ...inherited(child) };
}

/** @throws AnalysisError UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE for columns by which rows cannot be compared */
export function checkNoMaps(columns: readonly Attribute[]): void {
  const map = columns.find((column) => holdsMap(column.type));
  if (map !== undefined) throw mapInKeys(map);
}

const holdsMap = (type: DataType): boolean =>
  type.kind === 'map' ||
  (type.kind === 'array' && holdsMap(type.element)) ||
  (type.kind === 'struct' && type.fields.some((f) => holdsMap(f.type)));

const mapInKeys = (a: Attribute): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE',
    sqlState: '0A000',
    message: `The feature is not supported: Cannot have MAP type columns in DataFrame which calls set operations (INTERSECT, EXCEPT, etc.), but the type of column \`${a.name}\` is "${sqlName(a.type)}".`,
    hint: 'Name the columns to compare: dropDuplicates(["id"]).',
  });
