import { referencedColumns } from '../../expressions/typed.ts';
import { prettySql } from '../../expressions/pretty-sql.ts';
import { defineOperator, idsOf, type OperatorDefinition } from '../define-operator.ts';
import { projectRelations } from './analysis.ts';
import { EACH_ROW } from '../task-rules.ts';
import type { ProjectPlan } from './plan.ts';

/** Computes columns. */
export const project: OperatorDefinition = defineOperator<ProjectPlan>({
  node: 'project',
  relations: projectRelations,
  label: ({ columns }) =>
    `Project [${columns.map((c) => `${prettySql(c.expression)} AS ${c.attribute.name}`).join(', ')}]`,
  mapExpressions: (plan, f) => ({
    ...plan,
    columns: plan.columns.map((c) => ({ ...c, expression: f(c.expression) })),
  }),
  prune(plan, wanted, prune) {
    const columns = plan.columns.filter((c) => wanted.has(c.attribute.id));
    const child = prune(plan.child, idsOf(...columns.map((c) => referencedColumns(c.expression))));
    return { ...plan, columns, output: plan.output.filter((a) => wanted.has(a.id)), child };
  },
  tasks: { ...EACH_ROW, isWork: ({ columns }) => columns.some(({ expression }) => expression.node !== 'column') },
  step: ({ columns, origin }) => ({ step: 'project', columns, origin }),
});
