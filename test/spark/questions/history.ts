import fc from 'fast-check';
import type { Step } from '../../golden/judge/streaming/streaming-case.ts';
import { rowChoice, rowOf, type RowChoice, type SourceColumns } from './source-rows.ts';

/** One stretch of a history: event time moves on, rows come, and something is done. */
export interface Stretch {
  readonly advance: number;
  readonly rows: readonly (readonly RowChoice[])[];
  readonly then: 'run' | 'wait' | 'failSink' | 'restart' | 'dropLastCommit';
}

/** @param streams how many streams there are */
export const stretches = (streams: number): fc.Arbitrary<Stretch[]> =>
  fc.array(
    fc.record({
      advance: fc.integer({ min: 0, max: 30 }),
      rows: fc.array(fc.array(rowChoice, { maxLength: 8 }), { minLength: streams, maxLength: streams }),
      then: fc.oneof(
        { weight: 8, arbitrary: fc.constant('run' as const) },
        fc.constantFrom('wait' as const, 'failSink' as const, 'restart' as const, 'dropLastCommit' as const),
      ),
    }),
    { minLength: 1, maxLength: 7 },
  );

const FAR_SECONDS = 10_000;

/** The steps of the stretches, and at the end rows of the far future, behind which everything leaves the state. */
export function historyOf(
  all: readonly Stretch[],
  sources: readonly (readonly [name: string, columns: SourceColumns])[],
  startSeconds: number,
): Step[] {
  const steps: Step[] = [];
  let now = startSeconds;
  let waiting = 0;
  let ran = false;
  for (const { advance, rows, then } of all) {
    now += advance;
    const add = Object.fromEntries(
      sources.map(([name, columns], i) => [name, (rows[i] ?? []).map((row) => rowOf(columns, now, row))]),
    );
    steps.push({ add });
    waiting += Object.values(add).flat().length;
    if (then === 'wait') continue;
    // a sink fails in a batch, and there is none without rows
    const fails = then === 'failSink' && waiting > 0;
    steps.push({ run: fails ? 'failSink' : true });
    ran ||= waiting > 0;
    waiting = 0;
    if (fails) steps.push({ restart: true }, { run: true });
    if (then === 'restart') steps.push({ restart: true });
    if (then === 'dropLastCommit' && ran) steps.push({ restart: 'dropLastCommit' }, { run: true });
  }
  const last: RowChoice = { seconds: FAR_SECONDS, micros: 0, withoutTime: false, key: 0, number: 0, other: 0 };
  steps.push({ add: Object.fromEntries(sources.map(([name, columns]) => [name, [rowOf(columns, now, last)]])) });
  return [...steps, { run: true }];
}
