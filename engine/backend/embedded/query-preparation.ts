import { randomUUID } from 'node:crypto';
import type { OutputMode } from '../../operators/batch-context.ts';
import { operators } from '../../operators/operators.ts';
import type { PhysicalPlan } from '../../operators/physical-node.ts';
import { planPhysical } from '../../operators/physical-planner.ts';
import { batchInStreaming, checkStreaming } from '../../plan/operation-checker.ts';
import { optimize } from '../../plan/optimizer.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { SinkDefinition } from '../../spi/sink.ts';
import { RecordingCatalog } from '../../tasks/recording-catalog.ts';
import type { StructType } from '../../types/data-type.ts';
import { rememberPasswords } from '../../types/secrets.ts';
import { refuseTooComplex } from '../../types/too-complex.ts';
import type { QuerySpec } from '../backend.ts';
import type { EngineSession } from './engine-session.ts';
import { outputModeOf } from './output-mode.ts';
import { analyzed, schemaOfPlan } from './plan-analysis.ts';

/** A streaming query whose plan is made and checked. */
export interface PreparedQuery {
  readonly spec: QuerySpec;
  readonly plan: PlanNode;
  readonly physical: PhysicalPlan;
  readonly mode: OutputMode;
  readonly schema: StructType;
  readonly runId: string;
  /** Null where a function of the user's takes the batches. */
  readonly definition: SinkDefinition | null;
}

/**
 * Makes the plan of a query, and checks all that needs no folder and no connection.
 *
 * @throws AnalysisError
 */
export async function preparedQuery(
  session: EngineSession,
  spec: QuerySpec,
  checkName: (name: string | null) => void,
): Promise<PreparedQuery> {
  const { conf, tasks, connectors } = session;
  const mode = outputModeOf(spec.outputMode);
  if (spec.path !== null) rememberPasswords(spec.path);
  const catalog = new RecordingCatalog(session.catalog);
  const plan = await analyzed(session, spec.relation, catalog);
  if (!plan.streaming) throw batchInStreaming();
  if (conf.isOn('spark.sql.streaming.unsupportedOperationCheck')) {
    const checksCorrectness = conf.isOn('spark.sql.streaming.statefulOperator.checkCorrectness.enabled');
    checkStreaming(plan, mode, operators, checksCorrectness);
  }
  checkName(spec.name);
  const physical = refuseTooComplex(() => {
    const optimized = optimize(plan, operators);
    const made = tasks.made(optimized, spec.relation, catalog, false);
    return planPhysical(optimized, operators, mode === 'complete', made);
  });
  const definition = spec.userSink !== null ? null : connectors.sink(spec.format);
  return { spec, plan, physical, mode, schema: schemaOfPlan(plan), runId: randomUUID(), definition };
}
