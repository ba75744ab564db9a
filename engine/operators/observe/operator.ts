import { bindNamed, AttributeScope, type ExpressionContext } from '../../expressions/bind.ts';
import { prettySql } from '../../expressions/pretty-sql.ts';
import { childrenOf, someExpression, type TypedExpression } from '../../expressions/typed.ts';
import { inherited, isNode, mapPlan, planNodes, type PlanNode } from '../../plan/plan-node.ts';
import type { RelationOf } from '../../plan/relation.ts';
import { quoteIdentifier } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';
import { aggregateOver } from '../aggregate/analysis.ts';
import { defineOperator, idsOf, prunedThrough, type OperatorDefinition, type Prune } from '../define-operator.ts';
import type { PhysicalNode } from '../physical-node.ts';
import { ObservedRowsNode } from '../observed-rows/observed-rows-node.ts';
import type { ObservedRowsPlan } from '../observed-rows/plan.ts';
import { ObserveNode } from './observe-node.ts';
import type { ObservePlan } from './plan.ts';

/**
 * Computes metrics of the rows that pass by: of all rows of a batch query, and of those of each micro-batch.
 *
 * Spark's `Dataset.observe`.
 */
export const observe: OperatorDefinition = defineOperator<ObservePlan>({
  node: 'observe',
  relations: {
    async observe(relation, { analyze, context }) {
      return planObserve(relation, await analyze(relation.input), context);
    },
  },
  label: ({ name, metrics }) => `CollectMetrics ${name}, [${metrics.output.map((a) => a.name).join(', ')}]`,
  prune: pruned,
  checkStreaming(own, { plan }) {
    if (own.observationId !== undefined) throw observationOfStream();
    checkName(own, plan);
  },
  checkBatch: checkName,
  plan({ name, observationId, metrics, child }, planner) {
    const input = planner.node(child);
    const computed = planner.node(metrics);
    const observed = { name, ...(observationId === undefined ? {} : { observationId }) };
    return new ObserveNode(input, observed, observedRowsOf(computed), computed);
  },
});

function planObserve(of: RelationOf<'observe'>, child: PlanNode, context: ExpressionContext): ObservePlan {
  const { name, metrics, observationId } = of;
  const rows: ObservedRowsPlan = { node: 'observed_rows', output: child.output, streaming: false };
  const bound = metrics.flatMap((e) => bindNamed(e, new AttributeScope(child.output), context));
  for (const { expression } of bound) checkMetric(expression);
  const computed = aggregateOver(rows, [], bound, context);
  const id = observationId === undefined ? {} : { observationId };
  return { node: 'observe', name, of, child, metrics: computed, ...id, ...inherited(child) };
}

function pruned(plan: ObservePlan, wanted: ReadonlySet<number>, prune: Prune): ObservePlan {
  const metrics = prune(plan.metrics, idsOf(plan.metrics.output.map((a) => a.id)));
  const used = [...planNodes(metrics)].filter((node) => isNode<ObservedRowsPlan>(node, 'observed_rows'));
  const kept = prunedThrough(
    plan,
    idsOf(
      wanted,
      used.flatMap((rows) => rows.output.map((a) => a.id)),
    ),
    prune,
  );
  return { ...kept, metrics: overRows(metrics, kept.child.output) };
}

/** The metrics over rows of other columns. */
const overRows = (plan: PlanNode, output: PlanNode['output']): PlanNode =>
  isNode<ObservedRowsPlan>(plan, 'observed_rows')
    ? { ...plan, output }
    : mapPlan(plan, (child) => overRows(child, output));

function observedRowsOf(node: PhysicalNode): ObservedRowsNode {
  return node instanceof ObservedRowsNode ? node : observedRowsOf(node.children[0]!);
}

/** @throws AnalysisError INVALID_OBSERVED_METRICS, as Spark's `checkCollectedMetrics` */
function checkMetric(e: TypedExpression): void {
  if (e.node === 'aggregate') {
    if (e.filter !== null) {
      throw invalid(
        'AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED',
        `Aggregate expression with FILTER predicate are not allowed in observed metrics, but found: "${prettySql(e)}".`,
      );
    }
    if (e.distinct) {
      throw invalid(
        'AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED',
        `Aggregate expressions with DISTINCT are not allowed in observed metrics, but found: "${prettySql(e)}".`,
      );
    }
    return;
  }
  if (e.node === 'column') {
    throw invalid(
      'NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE',
      `Attribute "${prettySql(e)}" can only be used as an argument to an aggregate function.`,
    );
  }
  if (e.node === 'call' && !e.deterministic && !someExpression(e, (part) => part.node === 'aggregate')) {
    throw invalid(
      'NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC',
      `Non-deterministic expression "${prettySql(e)}" can only be used as an argument to an aggregate function.`,
    );
  }
  for (const child of childrenOf(e)) checkMetric(child);
}

/** @throws AnalysisError DUPLICATED_METRICS_NAME */
function checkName(own: ObservePlan, plan: PlanNode): void {
  for (const node of planNodes(plan)) {
    if (isNode<ObservePlan>(node, 'observe') && node.name === own.name && node.of !== own.of) throw nameTwice(own.name);
  }
}

const nameTwice = (name: string): AnalysisError =>
  new AnalysisError({
    condition: 'DUPLICATED_METRICS_NAME',
    sqlState: '42710',
    message: `The metric name is not unique: ${quoteIdentifier(name)}. The same name cannot be used for metrics with different results.`,
    hint: 'Give each observe(...) of a query a name of its own.',
  });

const invalid = (kind: string, message: string): AnalysisError =>
  new AnalysisError({
    condition: `INVALID_OBSERVED_METRICS.${kind}`,
    sqlState: '42K0E',
    message: `Invalid observed metrics. ${message}`,
    hint: 'Observe aggregates: df.observe("totals", count("*").as("rows"), max("amount").as("most")).',
  });

const observationOfStream = (): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_FEATURE.OBSERVATION_OF_STREAM',
    sqlState: '0A000',
    message: 'Observation does not support streaming Datasets: every micro-batch has metrics of its own.',
    hint: 'Give a name instead, df.observe("totals", ...), and read query.lastProgress.observedMetrics or listen to onQueryProgress.',
  });
