import { inputsOf, type Relation } from '../../plan/relation.ts';
import { errorDetail } from '../../types/errors.ts';
import type { EngineSession } from './engine-session.ts';

/** The rows of a plan; where it fails, its observations are told why they get no metrics. */
export async function* tellingObservations<T>(
  { events }: Pick<EngineSession, 'events'>,
  relation: Relation,
  rows: AsyncIterable<T>,
): AsyncIterable<T> {
  try {
    yield* rows;
  } catch (error) {
    const detail = errorDetail(error);
    for (const id of observationsIn(relation)) events.observed(id, detail);
    throw error;
  }
}

function observationsIn(relation: Relation): number[] {
  const below = inputsOf(relation).flatMap(observationsIn);
  return relation.kind === 'observe' && relation.observationId !== undefined
    ? [...below, relation.observationId]
    : below;
}
