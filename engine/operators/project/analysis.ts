import { AttributeScope, bindExpression, bindNamed, type NamedExpression } from '../../expressions/bind.ts';
import { reference, type Attribute } from '../../expressions/typed.ts';
import type { Analysis } from '../../plan/analyzer.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { RelationOf } from '../../plan/relation.ts';
import { AnalysisError } from '../../types/errors.ts';
import { aggregateOver, hasAggregate } from '../aggregate/analysis.ts';
import type { RelationAnalyses } from '../define-operator.ts';
import { filledColumns } from './fill-na.ts';
import { projection } from './plan.ts';
import { expandRows, projectedColumns } from './select-list.ts';

/** The relations that are projections. */
export const projectRelations: RelationAnalyses = {
  async project({ input, expressions }, { analyze, context }) {
    const child = await analyze(input);
    const scope = new AttributeScope(child.output);
    const columns = expressions.flatMap((e) => bindNamed(e, scope, context));
    return hasAggregate(columns)
      ? aggregateOver(child, [], columns, context)
      : selected(expandRows(child, columns, context));
  },
  async with_columns({ input, columns }, analysis) {
    return withColumns(await analysis.analyze(input), columns, analysis);
  },
  async with_columns_renamed({ input, renames }, { analyze }) {
    const child = await analyze(input);
    const rename = new Map(renames.map((r) => [r.from.toLowerCase(), r.to]));
    return renamed(
      child,
      child.output.map((a) => rename.get(a.name.toLowerCase()) ?? a.name),
    );
  },
  async to_df({ input, names }, { analyze }) {
    const child = await analyze(input);
    if (names.length !== child.output.length) throw wrongNameCount(names, child.output);
    return renamed(child, names);
  },
  async drop(relation, analysis) {
    return without(await analysis.analyze(relation.input), relation, analysis);
  },
  async fill_na({ input, columns, values }, { analyze, context }) {
    const child = await analyze(input);
    return selected({ child, columns: filledColumns(child, columns, values, context) });
  },
};

/** A projection over a select list. */
const selected = ({ child, columns }: { child: PlanNode; columns: readonly NamedExpression[] }): PlanNode =>
  projection(child, projectedColumns(columns, child.output));

function withColumns(child: PlanNode, added: RelationOf<'with_columns'>['columns'], { context }: Analysis): PlanNode {
  const scope = new AttributeScope(child.output);
  const bound = added.map(({ name, expression }) => {
    const [column] = bindNamed(expression, scope, context);
    return { name, expression: column!.expression };
  });
  const left = new Map(bound.map((c) => [c.name.toLowerCase(), c]));
  const columns: NamedExpression[] = child.output.map((a) => {
    const replaced = left.get(a.name.toLowerCase());
    if (replaced === undefined) return { name: a.name, expression: reference(a) };
    left.delete(a.name.toLowerCase());
    return replaced;
  });
  return selected(expandRows(child, [...columns, ...left.values()], context));
}

const renamed = (child: PlanNode, names: readonly string[]): PlanNode =>
  selected({ child, columns: child.output.map((a, i) => ({ name: names[i]!, expression: reference(a) })) });

function without(child: PlanNode, { names, columns }: RelationOf<'drop'>, { context }: Analysis): PlanNode {
  const gone = new Set<number>();
  for (const name of names) {
    for (const a of child.output) if (a.name.toLowerCase() === name.toLowerCase()) gone.add(a.id);
  }
  const scope = new AttributeScope(child.output);
  for (const e of columns) {
    const bound = bindExpression(e, scope, context);
    if (bound.node === 'column') gone.add(bound.id);
  }
  const kept = child.output.filter((a) => !gone.has(a.id));
  return selected({ child, columns: kept.map((a) => ({ name: a.name, expression: reference(a) })) });
}

const wrongNameCount = (names: readonly string[], output: readonly Attribute[]): AnalysisError =>
  new AnalysisError({
    condition: 'ASSIGNMENT_ARITY_MISMATCH',
    sqlState: '42802',
    message: `toDF got ${names.length} names for ${output.length} columns: ${output.map((a) => a.name).join(', ')}.`,
    hint: `Give exactly ${output.length} names.`,
  });
