import type { DataFrame } from '../../../../engine/api/data-frame.ts';
import type { TypedExpression } from '../../../../engine/expressions/typed.ts';
import { Analyzer, type Catalog } from '../../../../engine/plan/analyzer.ts';
import { childPlans, type PlanNode } from '../../../../engine/plan/plan-node.ts';
import { expressionContext } from '../../../../engine/sql/expression-context.ts';
import type { StreamReader } from '../../../../engine/spi/source.ts';
import { parseSchema } from '../../../../engine/types/ddl.ts';

/** The schema that `readStream` of any format has here. */
export const STREAM_SCHEMA = 'ts TIMESTAMP, k STRING, v INT';

/** Local rows are of no interest to a rule; a stream is its schema. */
const catalog: Catalog = {
  local: () => [],
  table: () => null,
  tableNames: () => [],
  read: async () => {
    const reader = { schema: parseSchema(STREAM_SCHEMA), description: 'a stream' } as unknown as StreamReader;
    return { kind: 'stream', description: 'a stream', reader };
  },
};

/** The analysed plan of a DataFrame, before any rule. */
export const planOf = (df: DataFrame): Promise<PlanNode> =>
  new Analyzer(catalog, expressionContext()).analyze(df.relation);

/** A plan in one line: what a node does, and in brackets what it reads. */
export function planText(plan: PlanNode): string {
  const inputs = childPlans(plan).map(planText).join('; ');
  return inputs === '' ? own(plan) : `${own(plan)} <- [${inputs}]`;
}

function own(plan: PlanNode): string {
  const names = plan.output.map((a) => a.name).join(', ');
  switch (plan.node) {
    case 'filter':
      return `filter ${text(plan.condition)}`;
    case 'project':
      return `project ${plan.columns.map((c) => named(text(c.expression), c.attribute.name)).join(', ')}`;
    case 'aggregate':
      return `aggregate ${[...plan.keys.map((k) => k.name), ...plan.aggregates.map((a) => text(a.expression))].join(', ')}`;
    case 'limit':
      return `limit ${plan.count}${plan.offset > 0 ? ` from ${plan.offset}` : ''}`;
    case 'join':
      return `${plan.type} join`;
    case 'watermark':
      return `watermark ${plan.column.name}`;
    case 'sort':
      return `sort ${plan.keys.map((k) => text(k.expression)).join(', ')}`;
    case 'union':
      return 'union';
    default:
      return `${plan.node}(${names})`;
  }
}

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
