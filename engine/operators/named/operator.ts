import { nameParts } from '../../expressions/attribute-scope.ts';
import { AnalysisError } from '../../types/errors.ts';
import { didYouMean } from '../../types/nearest-names.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { RelationDefinition } from '../define-operator.ts';

/** Plans under a name: views, and `df.alias(...)`. Their columns know the name; a node of their own they need not. */
export const named: RelationDefinition = {
  relations: {
    async named_table({ name }, { catalog, analyze }) {
      const relation = catalog.table(nameParts(name).join('.'));
      if (relation === null) throw tableNotFound(name, catalog.tableNames());
      return qualified(await analyze(relation), nameParts(name).at(-1)!);
    },
    async subquery_alias({ input, alias }, { analyze }) {
      return qualified(await analyze(input), alias);
    },
  },
};

const qualified = (plan: PlanNode, name: string): PlanNode => ({
  ...plan,
  output: plan.output.map((a) => ({ ...a, qualifier: [name] })),
});

const tableNotFound = (name: string, known: readonly string[]): AnalysisError =>
  new AnalysisError({
    condition: 'TABLE_OR_VIEW_NOT_FOUND',
    sqlState: '42P01',
    message: `The table or view \`${name}\` cannot be found.`,
    hint: didYouMean(name, known) || 'Make one with df.createOrReplaceTempView(name).',
  });
