import type { ExpressionContext } from '../../expressions/bind.ts';
import {
  freshColumnId,
  reference,
  type Attribute,
  type GeneratorExpression,
  type TypedExpression,
} from '../../expressions/typed.ts';
import { literalOf } from '../../expressions/signature.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import { boundCall } from '../../plan/typed-calls.ts';
import { INTEGER, LONG, STRING } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';
import type { GeneratePlan } from '../generate/plan.ts';

/** The keys that count in each set, by their places. */
export type GroupingSets = readonly (readonly number[])[];

/** All leading parts of so many keys, the longest first. */
export const rollupSets = (keys: number): GroupingSets =>
  Array.from({ length: keys + 1 }, (_, gone) => Array.from({ length: keys - gone }, (__, key) => key));

/** All combinations of so many keys. */
export const cubeSets = (keys: number): GroupingSets =>
  Array.from({ length: 2 ** keys }, (_, gone) => Array.from({ length: keys }, (__, key) => key).filter((key) => (gone & bitOf(key, keys)) === 0)); // prettier-ignore

/** In `spark_grouping_id` the first key has the highest bit, which is set where the key does not count. */
const bitOf = (key: number, keys: number): number => 1 << (keys - 1 - key);

/** Rows once for each set. */
export interface ExpandedRows {
  readonly child: GeneratePlan;
  /** NULL in rows of sets that they are not of. */
  readonly keys: readonly Attribute[];
  /** Tells sets apart. */
  readonly id: Attribute;
}

/**
 * Each row comes once for each set, with the keys that do not count there as NULL.
 *
 * Spark's `Expand`.
 *
 * @param keys columns of the child
 */
export function expandSets(
  child: PlanNode,
  keys: readonly Attribute[],
  sets: GroupingSets,
  context: ExpressionContext,
): ExpandedRows {
  const rows = sets.map((set) => {
    const fields = keys.flatMap((key, i) => [
      literalOf(`k${i}`, STRING),
      set.includes(i) ? reference(key) : literalOf(null, key.type),
    ]);
    const gone = keys.reduce((bits, _, i) => (set.includes(i) ? bits : bits + bitOf(i, keys.length)), 0);
    return boundCall('named_struct', [...fields, literalOf('id', STRING), literalOf(BigInt(gone), LONG)], context);
  });
  const generator = boundCall('inline', [boundCall('array', rows, context)], context) as GeneratorExpression;
  const session = keys.find((key) => key.sessionWindow === true);
  if (session !== undefined) throw sessionInSets(session.name);
  const expanded = keys.map(({ name, type, watermarkDelay: delay }): Attribute => ({
    id: freshColumnId(),
    name,
    type,
    nullable: true,
    ...(delay === undefined ? {} : { watermarkDelay: delay }),
  }));
  const id: Attribute = { id: freshColumnId(), name: 'spark_grouping_id', type: LONG, nullable: false };
  const generated = [...expanded, id];
  const output = [...child.output, ...generated];
  return {
    child: { node: 'generate', child, generator, generated, output, streaming: child.streaming },
    keys: expanded,
    id,
  };
}

/** `grouping(key)`: 1 where the key does not count, as a TINYINT. */
export function groupingOf(key: number, { keys, id }: ExpandedRows, context: ExpressionContext): TypedExpression {
  const places = literalOf(keys.length - 1 - key, INTEGER);
  const bit = boundCall('&', [boundCall('shiftright', [reference(id), places], context), literalOf(1n, LONG)], context);
  return boundCall('tinyint', [bit], context);
}

const sessionInSets = (name: string): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_FEATURE.SESSION_IN_GROUPING_SETS',
    sqlState: '0A000',
    message: `The session ${name} cannot stand among the keys of rollup or cube: a row has another session in each set.`,
    hint: 'Group by the session with groupBy(...), or use window(...).',
  });
