import type { PlanNode } from '../../plan/plan-node.ts';
import type { TellProgress } from '../backend.ts';
import type { BatchServices } from './batch-execution.ts';
import { BatchReports } from './batch-reports.ts';
import type { EngineSession } from './engine-session.ts';

/**
 * What a batch plan of a session runs with.
 *
 * @param done hears of rows and bytes of sources that are done
 */
export function batchServices(
  { services: { clock, fileSystem }, conf, random, breathe, callUser, events }: EngineSession,
  signal: AbortSignal,
  done: BatchServices['done'] = () => {},
): BatchServices {
  const observed: BatchServices['observed'] = ({ observationId, schema, row }) => {
    if (observationId !== undefined) events.observed(observationId, { schema, row });
  };
  return { clock, fileSystem, memoryBytes: conf.memoryBytes, random, breathe, signal, callUser, done, observed };
}

/** Lets `tell` hear how far a plan is, undefined where nobody wants to. */
export function reported(
  { services }: EngineSession,
  plan: PlanNode,
  tell: TellProgress | undefined,
): BatchServices['done'] | undefined {
  if (tell === undefined) return undefined;
  const reports = new BatchReports(services.clock, plan, tell);
  return (rows, bytes) => reports.done(rows, bytes);
}
