import { operators } from '../../operators/operators.ts';
import { planPhysical } from '../../operators/physical-planner.ts';
import { explainPlan } from '../../plan/explain.ts';
import { checkBatch } from '../../plan/operation-checker.ts';
import { optimize } from '../../plan/optimizer.ts';
import type { Relation } from '../../plan/relation.ts';
import { starred } from '../../types/secrets.ts';
import { refuseTooComplex } from '../../types/too-complex.ts';
import type { ExplainMode } from '../backend.ts';
import { executeBatch } from './batch-execution.ts';
import { batchServices } from './batch-services.ts';
import type { EngineSession } from './engine-session.ts';
import { analyzed } from './plan-analysis.ts';
import type { QueryRecord } from './query-record.ts';

/** The text of `df.explain(mode)`. */
export async function explained(session: EngineSession, relation: Relation, mode: ExplainMode): Promise<string> {
  const plan = await analyzed(session, relation);
  if (!plan.streaming) checkBatch(plan, operators);
  const optimized = refuseTooComplex(() => optimize(plan, operators));
  const physical = refuseTooComplex(() => planPhysical(optimized, operators));
  if (mode === 'codegen' && !plan.streaming) {
    // functions are generated for the data that is there
    const services = { ...batchServices(session, new AbortController().signal), observed: () => {} };
    for await (const _ of executeBatch(physical, services)) break;
  }
  return starred(explainPlan(relation, plan, optimized, physical, mode, operators));
}

/** The text of `query.explain(mode)`: the physical plan is the one that runs. */
export async function explainedQuery(
  session: EngineSession,
  { spec, execution }: QueryRecord,
  mode: ExplainMode,
): Promise<string> {
  const plan = await analyzed(session, spec.relation);
  const optimized = optimize(plan, operators);
  return starred(explainPlan(spec.relation, plan, optimized, execution.options.plan, mode, operators));
}
