import fc from 'fast-check';
import type { StreamingQuestion } from '../../golden/judge/streaming/run-streaming-case.ts';
import type { CaseSource } from '../../golden/judge/streaming/streaming-case.ts';
import { choice, chosen } from './choice.ts';
import { KEY_KINDS, NUMBER_KINDS } from './column-kinds.ts';
import { historyOf, stretches } from './history.ts';
import { streamStart } from './query-starts.ts';
import * as step from './query-steps.ts';
import { rowChoice, rowOf, schemaOf, type SourceColumns } from './source-rows.ts';

const STEPS: readonly step.QueryStep[] = [
  step.aggregate,
  step.aggregate,
  step.aggregate,
  step.aggregate,
  step.dropDuplicates,
  step.dropDuplicates,
  step.filter,
  step.withColumn,
  step.dropDuplicatesWithinWatermark,
  step.widerWindow,
  step.widerWindow,
  step.limit,
  step.distinct,
  step.rollup,
  step.cube,
  step.orderBy,
];
const MODES = ['append', 'update', 'append', 'update', 'complete'];
const DELAYS = ['0 seconds', '5 seconds', '10 seconds', '1 minute', '500 milliseconds'];
const CONFS: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  {},
  {},
  { 'spark.sql.streaming.noDataMicroBatches.enabled': 'false' },
  { 'spark.sql.streaming.multipleWatermarkPolicy': 'max' },
  { 'spark.sql.session.timeZone': 'Europe/Lisbon' },
  { 'spark.sql.streaming.statefulOperator.allowMultiple': 'false' },
  { 'spark.sql.session.timeZone': 'Asia/Kolkata' },
];
const TRIGGERS = [null, null, null, null, null, null, 'availableNow', 'once'] as const;
/** Windows lie on both sides of 1970, of a leap day and of a change to summer time. */
const STARTS = [1_704_067_200, 0, -40, 1_709_164_780, 1_711_846_770];

/** Histories of random queries over one or two streams, with late rows, failures and restarts. */
export const streamingQuestion: fc.Arbitrary<StreamingQuestion> = fc
  .record({
    start: choice,
    first: choice,
    second: choice,
    steps: fc.array(step.stepChoice, { maxLength: 4 }),
    mode: choice,
    trigger: choice,
    conf: choice,
    key: choice,
    numbers: choice,
    delays: fc.tuple(choice, choice),
    watermarks: choice,
    since: choice,
    table: fc.array(rowChoice, { maxLength: 6 }),
    stretches: stretches(2),
  })
  .map((c) => {
    const { operations, shape, reads } = streamStart(c.start, c.first, c.second);
    const [query] = step.stepsOf(STEPS, c.steps, [operations, shape]);
    const key = chosen(KEY_KINDS, c.key);
    const other = chosen(NUMBER_KINDS, c.numbers);
    const since = chosen(STARTS, c.since);
    const left: SourceColumns = { names: ['ts', 'k', 'v', 'w'], key, other };
    const right: SourceColumns = { names: ['rt', 'rk', 'rv', 'rw'], key, other };
    const streams: [string, SourceColumns][] = reads.filter((name) => name !== 's').map((name) => [name, name === 'b' ? right : left]); // prettier-ignore
    const sources: Record<string, CaseSource> = {};
    for (const [i, [name, columns]] of streams.entries()) {
      // every sixth stream has no watermark
      const watermark =
        (c.watermarks >> i) % 6 === 5 ? null : ([columns.names[0], chosen(DELAYS, c.delays[i]!)] as const);
      sources[name] = { schema: schemaOf(columns), watermark };
    }
    if (reads.includes('s')) {
      sources['s'] = { schema: schemaOf(right), static: c.table.map((row) => rowOf(right, since, row)) };
    }
    return {
      id: 'found/streaming',
      group: 'found',
      sources,
      query,
      outputMode: chosen(MODES, c.mode),
      trigger: chosen(TRIGGERS, c.trigger),
      conf: chosen(CONFS, c.conf),
      history: historyOf(c.stretches, streams, since),
    };
  });
