import type { DataFrame } from '../../../../engine/api/data-frame.ts';
import type { TypedExpression } from '../../../../engine/expressions/typed.ts';
import { Analyzer, type Catalog } from '../../../../engine/plan/analyzer.ts';
import type { AggregatePlan } from '../../../../engine/operators/aggregate/plan.ts';
import type { FilterPlan } from '../../../../engine/operators/filter/plan.ts';
import type { JoinPlan } from '../../../../engine/operators/join/plan.ts';
import type { LimitPlan } from '../../../../engine/operators/limit/plan.ts';
import { operators } from '../../../../engine/operators/operators.ts';
import type { ProjectPlan } from '../../../../engine/operators/project/plan.ts';
import type { ScanPlan } from '../../../../engine/operators/scan/plan.ts';
import type { SortPlan } from '../../../../engine/operators/sort/plan.ts';
import type { WatermarkPlan } from '../../../../engine/operators/watermark/plan.ts';
import { childPlans, type PlanNode } from '../../../../engine/plan/plan-node.ts';
import { expressionContext } from '../../../../engine/sql/expression-context.ts';
import type { BatchReader, StreamReader } from '../../../../engine/spi/source.ts';
import { parseSchema } from '../../../../engine/types/ddl.ts';

/** The schema that `readStream` of any format has here. */
export const STREAM_SCHEMA = 'ts TIMESTAMP, k STRING, v INT';

/** Local rows are of no interest to a rule; a stream is its schema. */
const catalog: Catalog = {
  local: () => [],
  table: () => null,
  tableNames: () => [],
  read: async ({ streaming }) => {
    if (!streaming) {
      // a source of folders by k
      const schema = parseSchema(STREAM_SCHEMA);
      const narrowed: BatchReader['narrowed'] = (filters) => (filters.some((f) => f.column === 'k') ? batch : null);
      const batch = { schema, narrowed } as unknown as BatchReader;
      return { kind: 'batch', description: 'a source', reader: batch };
    }
    const reader = { schema: parseSchema(STREAM_SCHEMA), description: 'a stream' } as unknown as StreamReader;
    return { kind: 'stream', description: 'a stream', reader };
  },
};

/** The analysed plan of a DataFrame, before any rule. */
export const planOf = (df: DataFrame): Promise<PlanNode> =>
  new Analyzer(catalog, expressionContext(), operators).analyze(df.relation);

/** A plan in one line: what a node does, and in brackets what it reads. */
export function planText(plan: PlanNode): string {
  const inputs = childPlans(plan).map(planText).join('; ');
  return inputs === '' ? own(plan) : `${own(plan)} <- [${inputs}]`;
}

function own(plan: PlanNode): string {
  const text = OWN[plan.node];
  if (text !== undefined) return text(plan as never);
  return `${plan.node}(${plan.output.map((a) => a.name).join(', ')})`;
}

/** What a node does, by its name; the others are named with their columns. */
const OWN: Readonly<Record<string, (plan: never) => string>> = {
  filter: ({ condition }: FilterPlan) => `filter ${text(condition)}`,
  project: ({ columns }: ProjectPlan) =>
    `project ${columns.map((c) => named(text(c.expression), c.attribute.name)).join(', ')}`,
  aggregate: ({ keys, aggregates }: AggregatePlan) =>
    `aggregate ${[...keys.map((k) => k.name), ...aggregates.map((a) => text(a.expression))].join(', ')}`,
  limit: ({ count, offset }: LimitPlan) => `limit ${count}${offset > 0 ? ` from ${offset}` : ''}`,
  join: ({ type, build, condition, left, right }: JoinPlan) =>
    `${type} join${condition === null ? '' : ` if ${text(condition)}`}${build === 'left' && !(left.streaming && right.streaming) ? ', left held' : ''}`,
  watermark: ({ column }: WatermarkPlan) => `watermark ${column.name}`,
  sort: ({ keys }: SortPlan) => `sort ${keys.map((k) => text(k.expression)).join(', ')}`,
  union: () => 'union',
  scan: ({ output, pushed = [], limit }: ScanPlan) =>
    `scan(${output.map((a) => a.name).join(', ')})${pushed.map((f) => ` ${f.column} ${f.is}`).join('')}${limit === undefined ? '' : ` limit ${limit}`}`,
};

const SIGNS: Readonly<Record<string, string>> = { '==': '=', and: 'AND', div: 'div' };

/** An expression as it stands now, casts left out: its SQL name would be that of the user's text. */
function text(e: TypedExpression): string {
  switch (e.node) {
    case 'column':
      return e.name;
    case 'literal':
      return String(e.value);
    case 'call': {
      const args = e.args.map(text);
      const sign = SIGNS[e.name] ?? (/\w/.test(e.name) ? undefined : e.name);
      return sign === undefined ? `${e.name}(${args.join(', ')})` : `(${args.join(` ${sign} `)})`;
    }
    case 'cast':
      return text(e.child);
    case 'aggregate':
      return `${e.name}(${e.distinct ? 'DISTINCT ' : ''}${e.args.map(text).join(', ')})`;
    default:
      return e.node;
  }
}

const named = (expression: string, name: string): string => (expression === name ? name : `${expression} AS ${name}`);
