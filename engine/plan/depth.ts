import { tooComplexError } from '../types/too-complex.ts';
import { inputsOf, type Relation } from './relation.ts';

/** Steps behind each other in a query; what goes through them goes down a stack. */
const DEEPEST = 1500;

/** @throws AnalysisError FAILED_TO_PARSE_TOO_COMPLEX for a chain that no stack holds */
export function checkDepth(relation: Relation): void {
  let level: ReadonlySet<Relation> = new Set([relation]);
  for (let depth = 0; level.size > 0; depth++) {
    if (depth > DEEPEST) throw tooComplexError();
    level = new Set([...level].flatMap(inputsOf));
  }
}
