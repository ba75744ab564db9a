import fc from 'fast-check';
import type { FrameCase } from '../../golden/judge/frame/frame-case.ts';
import { choice, chosen } from './choice.ts';
import { KEY_KINDS, NUMBER_KINDS } from './column-kinds.ts';
import { tableStart } from './query-starts.ts';
import * as step from './query-steps.ts';
import { rowChoice, rowOf, schemaOf, type SourceColumns } from './source-rows.ts';

/** What is asked: a case without its answer. */
export type FrameQuestion = Pick<FrameCase, 'id' | 'group' | 'sources' | 'query' | 'conf'>;

const STEPS: readonly step.QueryStep[] = [
  step.aggregate,
  step.aggregate,
  step.aggregate,
  step.rollup,
  step.cube,
  step.filter,
  step.filter,
  step.withColumn,
  step.withColumn,
  step.distinct,
  step.widerWindow,
  step.orderBy,
];
const CONFS: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  {},
  { 'spark.sql.session.timeZone': 'America/New_York' },
];

/** Random queries over tables; what depends on the order of rows behind a shuffle is not asked. */
export const frameQuestion: fc.Arbitrary<FrameQuestion> = fc
  .record({
    start: choice,
    first: choice,
    second: choice,
    steps: fc.array(step.stepChoice, { maxLength: 5 }),
    conf: choice,
    key: choice,
    numbers: choice,
    rows: fc.tuple(fc.array(rowChoice, { maxLength: 12 }), fc.array(rowChoice, { maxLength: 12 })),
  })
  .map((c) => {
    const { operations, shape, reads } = tableStart(c.start, c.first, c.second);
    const [query] = step.stepsOf(STEPS, c.steps, [operations, shape]);
    const key = chosen(KEY_KINDS, c.key);
    const other = chosen(NUMBER_KINDS, c.numbers);
    const sources = Object.fromEntries(
      reads.map((name, i) => {
        const names = name === 'b' ? (['rt', 'rk', 'rv', 'rw'] as const) : (['ts', 'k', 'v', 'w'] as const);
        const columns: SourceColumns = { names, key, other };
        return [
          name,
          { schema: schemaOf(columns), static: c.rows[i]!.map((row) => rowOf(columns, 1_709_164_780, row)) },
        ];
      }),
    );
    return { id: 'found/frames', group: 'found', sources, query, conf: chosen(CONFS, c.conf) };
  });
