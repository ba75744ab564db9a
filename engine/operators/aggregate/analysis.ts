import { AttributeScope, bindNamed, type ExpressionContext, type NamedExpression } from '../../expressions/bind.ts';
import {
  freshColumnId,
  mapChildren,
  reference,
  someExpression,
  transformUp,
  type AggregateExpression,
  type Attribute,
  type CallExpression,
  type TypedExpression,
} from '../../expressions/typed.ts';
import { refuseGrouping } from '../../expressions/functions/misc/grouping.ts';
import { prettySql } from '../../expressions/pretty-sql.ts';
import { quoteIdentifier, quoteIfNeeded } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { AggregateRelation } from '../../plan/relation.ts';
import { projection } from '../project/plan.ts';
import type { SessionPlan } from '../session/plan.ts';
import { cubeSets, expandSets, groupingOf, rollupSets, type ExpandedRows, type GroupingSets } from './grouping-sets.ts';
import type { AggregateColumn, AggregatePlan } from './plan.ts';
import { expandWindows, expandGenerators, checkNesting, projectedColumns } from '../project/select-list.ts';
import { fingerprint } from '../../plan/typed-calls.ts';

/** Whether a select list aggregates: `df.select(count("*"))`. */
export const hasAggregate = (columns: readonly NamedExpression[]): boolean =>
  columns.some((c) => someExpression(c.expression, (e) => e.node === 'aggregate'));

/**
 * Grouping: key expressions are computed below as columns, aggregates get a column each, and what is built on top of
 * them becomes a projection above.
 */
export function planAggregate(
  { group, keys, aggregates }: AggregateRelation,
  child: PlanNode,
  context: ExpressionContext,
): PlanNode {
  const scope = new AttributeScope(child.output);
  const boundKeys = keys.flatMap((e) => bindNamed(e, scope, context));
  const boundAggregates = aggregates.flatMap((e) => bindNamed(e, scope, context));
  const sets = group === 'rollup' ? rollupSets(boundKeys.length) : cubeSets(boundKeys.length);
  return aggregateOver(child, boundKeys, boundAggregates, context, group === 'group_by' ? null : sets);
}

/** The same for expressions that are bound already. @param sets of keys that are grouped by one after the other; null for all keys at once */
export function aggregateOver(
  child: PlanNode,
  keys: readonly NamedExpression[],
  aggregates: readonly NamedExpression[],
  context: ExpressionContext,
  sets: GroupingSets | null = null,
): PlanNode {
  const forbidden = keys.find((k) => someExpression(k.expression, (e) => e.node === 'aggregate'));
  if (forbidden !== undefined) throw aggregateInKeys(forbidden.name);
  const generated = keys.find((k) => someExpression(k.expression, (e) => e.node === 'generator'));
  if (generated !== undefined) throw generatorInKeys(generated.name);
  for (const { expression } of aggregates) checkNesting(expression);
  const expanded = expandWindows(child, [...keys, ...aggregates], context);
  const expandedKeys = expanded.columns.slice(0, expanded.columns.length - aggregates.length);
  const results = expanded.columns.slice(expanded.columns.length - aggregates.length);
  const projected = projectedColumns(expandedKeys, expanded.child.output);
  const input = withKeys(expanded.child, projected);
  const ownKeys = projected.map((p) => p.attribute);
  const expandedSets = sets === null || ownKeys.length === 0 ? null : expandSets(input, ownKeys, sets, context);
  const keyAttributes = expandedSets?.keys ?? ownKeys;
  const known = new Map(projected.map((p, i) => [fingerprint(p.expression), keyAttributes[i]!]));
  if (expandedSets !== null) known.set(fingerprint(reference(expandedSets.id)), expandedSets.id);
  const ofSets = (e: TypedExpression): TypedExpression => groupingColumns(e, projected, expandedSets, context);
  const collected = new Map<string, { attribute: Attribute; expression: AggregateExpression }>();
  const above = results.map(({ name, expression, ...other }) => {
    const rewritten = overAggregates(ofSets(expression), known, collected, name);
    return { ...other, name, expression: rewritten };
  });
  const columns = [...collected.values()];
  const aggregate =
    expandedSets === null
      ? grouping(input, keyAttributes, columns)
      : grouping(expandedSets.child, [...keyAttributes, expandedSets.id], columns);
  const outer = [...keyAttributes.map((a) => ({ name: a.name, expression: reference(a) })), ...above];
  // Rows are made of what comes out of the aggregation.
  const list = expandGenerators(aggregate, outer);
  const top = projectedColumns(list.columns, list.child.output);
  if (
    list.child === aggregate &&
    top.every((column, i) => column.attribute.id === aggregate.output[i]?.id) &&
    top.length === aggregate.output.length
  ) {
    return aggregate;
  }
  return projection(list.child, top);
}

/** `grouping(key)` and `grouping_id(...)` as what they are made of. */
function groupingColumns(
  e: TypedExpression,
  keys: readonly { readonly expression: TypedExpression }[],
  sets: ExpandedRows | null,
  context: ExpressionContext,
): TypedExpression {
  return transformUp(e, (part) => {
    if (part.node !== 'call' || (part.name !== 'grouping' && part.name !== 'grouping_id')) return part;
    if (sets === null) return refuseGrouping();
    const places = part.args.map((arg) => keys.findIndex((key) => fingerprint(key.expression) === fingerprint(arg)));
    const missing = places.indexOf(-1);
    if (part.name === 'grouping') {
      if (places.length !== 1 || missing >= 0) throw notOfGrouping(part, keys);
      return groupingOf(places[0]!, sets, context);
    }
    if (places.length > 0 && places.join() !== keys.map((_, i) => i).join()) throw notAllOfGrouping(part, keys);
    return reference(sets.id);
  });
}

/** One row a group; groups with a session are merged where sessions are near. */
function grouping(
  child: PlanNode,
  keys: readonly Attribute[],
  aggregates: readonly AggregateColumn[],
): AggregatePlan | SessionPlan {
  const output = [...keys, ...aggregates.map((a) => a.attribute)];
  const grouped = { child, keys, aggregates, output, streaming: child.streaming };
  const session = keys.find((key) => key.sessionWindow === true);
  return session === undefined ? { node: 'aggregate', ...grouped } : { node: 'session', ...grouped, session };
}

/** The child with the computed keys as columns beside its own. */
export function withKeys(
  child: PlanNode,
  keys: readonly { attribute: Attribute; expression: TypedExpression }[],
): PlanNode {
  const added = keys.filter((k) => !child.output.some((a) => a.id === k.attribute.id));
  if (added.length === 0) return child;
  const kept = child.output.map((attribute) => ({ attribute, expression: reference(attribute) }));
  return projection(child, [...kept, ...added]);
}

/** The expression over the results of the aggregation: aggregates and keys become columns, nothing else may remain. */
function overAggregates(
  e: TypedExpression,
  keys: ReadonlyMap<string, Attribute>,
  collected: Map<string, { attribute: Attribute; expression: AggregateExpression }>,
  name: string,
): TypedExpression {
  const key = keys.get(fingerprint(e));
  if (key !== undefined) return reference(key);
  if (e.node === 'aggregate') {
    const print = fingerprint(e);
    let entry = collected.get(print);
    if (entry === undefined) {
      const attribute = { id: freshColumnId(), name, type: e.type, nullable: e.nullable };
      collected.set(print, (entry = { attribute, expression: e }));
    }
    return reference(entry.attribute);
  }
  if (e.node === 'column') {
    const sameColumn = [...keys.values()].find((a) => a.id === e.id);
    if (sameColumn !== undefined) return reference(sameColumn);
    throw notGrouped(e.name, keys.size === 0);
  }
  return mapChildren(e, (child) => overAggregates(child, keys, collected, name));
}

const sqlList = (expressions: readonly TypedExpression[]): string => expressions.map((e) => prettySql(e)).join(', ');

type Keys = readonly { readonly expression: TypedExpression }[];

const notOfGrouping = ({ args }: CallExpression, keys: Keys): AnalysisError =>
  new AnalysisError({
    condition: 'GROUPING_COLUMN_MISMATCH',
    sqlState: '42803',
    message: `Column of grouping (${sqlList(args)}) can't be found in grouping columns ${sqlList(keys.map((k) => k.expression))}.`,
    hint: 'Name one of the columns that rollup or cube groups by.',
  });

const notAllOfGrouping = ({ args }: CallExpression, keys: Keys): AnalysisError =>
  new AnalysisError({
    condition: 'GROUPING_ID_COLUMN_MISMATCH',
    sqlState: '42803',
    message: `Columns of grouping_id (${sqlList(args)}) does not match grouping columns (${sqlList(keys.map((k) => k.expression))}).`,
    hint: 'Leave the columns out: grouping_id() stands for all of them.',
  });

const generatorInKeys = (name: string): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_EXPR_FOR_OPERATOR',
    sqlState: '42K0E',
    message: `A query operator contains one or more unsupported expressions. Consider to rewrite it to avoid window functions, aggregate functions, and generator functions in the GROUP BY clause: ${name}.`,
    hint: 'Explode in a select before, and group by the new column.',
  });

const notGrouped = (name: string, global: boolean): AnalysisError =>
  global
    ? new AnalysisError({
        condition: 'MISSING_GROUP_BY',
        sqlState: '42803',
        message: `The query does not include a GROUP BY clause. Add GROUP BY or turn it into the window functions using OVER clauses.`,
        hint: `Group by ${quoteIdentifier(name)}, or wrap it in first(${quoteIfNeeded(name)}) or any_value(${quoteIfNeeded(name)}).`,
      })
    : new AnalysisError({
        condition: 'MISSING_AGGREGATION',
        sqlState: '42803',
        message: `The non-aggregating expression "${name}" is based on columns which are not participating in the GROUP BY clause.`,
        hint: `Add the columns or the expression to the groupBy, aggregate the expression, or use any_value(${name}) if you do not care which of the values within a group is returned.`,
      });

const aggregateInKeys = (name: string): AnalysisError =>
  new AnalysisError({
    condition: 'GROUP_BY_AGGREGATE',
    sqlState: '42903',
    message: `Aggregate functions are not allowed in GROUP BY, but found "${name}".`,
    hint: 'Put the aggregate into agg(...).',
  });
