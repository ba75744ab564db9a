import { BYTE, LONG, type DataType } from '../../../types/data-type.ts';
import { AnalysisError } from '../../../types/errors.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';

/** What only a grouping of several sets answers: `engine/operators/aggregate/analysis.ts` puts its columns in their place. */
const ofSets = (name: string, type: DataType, parameters: readonly string[], description: string): ScalarFunction =>
  defineFunction({
    name,
    group: 'aggregate',
    description,
    parameters,
    examples: [],
    bind: (args) => ({ args, type, nullable: false, code: { form: 'generate', generate: refuseGrouping } }),
  });

/** @throws AnalysisError UNSUPPORTED_GROUPING_EXPRESSION */
export const refuseGrouping = (): never => {
  throw new AnalysisError({
    condition: 'UNSUPPORTED_GROUPING_EXPRESSION',
    sqlState: '42K0E',
    message: 'grouping()/grouping_id() can only be used with GroupingSets/Cube/Rollup.',
    hint: 'Group with df.rollup(...) or df.cube(...).',
  });
};

export const grouping = ofSets(
  'grouping',
  BYTE,
  ['col'],
  '1 where rollup or cube made the row without the column, 0 where it counts.',
);
export const groupingId = ofSets(
  'grouping_id',
  LONG,
  ['col', '...'],
  'The bits of grouping(col) for all columns of rollup or cube, the first one highest.',
);
