import { operators } from '../../operators/operators.ts';
import { Analyzer, type Catalog } from '../../plan/analyzer.ts';
import { checkDepth } from '../../plan/depth.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { Relation } from '../../plan/relation.ts';
import { parseNamedExpression } from '../../sql/parse-expression.ts';
import { struct, type StructType } from '../../types/data-type.ts';
import { tooComplex } from '../../types/too-complex.ts';
import type { EngineSession } from './engine-session.ts';

/**
 * What a relation means under the names and settings of a session.
 *
 * @param catalog stands in for the session's, and asks it
 * @throws AnalysisError
 */
export async function analyzed(
  { catalog: own, conf }: Pick<EngineSession, 'catalog' | 'conf'>,
  relation: Relation,
  catalog: Catalog = own,
): Promise<PlanNode> {
  const { timeZone } = conf;
  checkDepth(relation);
  try {
    return await new Analyzer(catalog, { timeZone, parse: parseNamedExpression }, operators).analyze(relation);
  } catch (error) {
    throw tooComplex(error);
  }
}

export const schemaOfPlan = (plan: PlanNode): StructType =>
  struct(plan.output.map(({ name, type, nullable }) => ({ name, type, nullable })));
