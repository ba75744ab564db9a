import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { count, expr, session_window, sum, window } from '../../../engine/api/functions.ts';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import type { Row } from '../../../engine/api/rows.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

const SCHEMA = 'ts TIMESTAMP, k STRING, v INT';
const totals = (df: DataFrame): DataFrame =>
  df.groupBy(window('ts', '10 seconds', '5 seconds'), 'k').agg(count('*').as('n'), sum('v').as('s'));

const row = fc.record({
  ts: fc.integer({ min: 0, max: 120 }).map((s) => new Date(s * 1000)),
  k: fc.option(fc.constantFrom('a', 'b', '', '__proto__', '`', '\u2028', "*/${'x'}")),
  v: fc.option(fc.integer({ min: -5, max: 5 })),
});

const text = (rows: readonly Row[]): string[] => rows.map((r) => JSON.stringify(r)).sort();

const COMPLETE: Readonly<Record<string, (df: DataFrame) => DataFrame>> = {
  windows: totals,
  sessions: (df) => df.groupBy(session_window('ts', '4 seconds'), 'k').agg(count('*').as('n'), sum('v').as('s')),
  rollup: (df) => df.rollup('k', 'v').agg(count('*').as('n'), expr('grouping_id()').as('g')),
  'lists and percentiles': (df) => df.groupBy('k').agg(expr('sort_array(collect_list(ts))').as('l'), expr('median(v)').as('m')),
}; // prettier-ignore

describe('incremental = recompute', () => {
  test.each(Object.entries(COMPLETE))(
    'the last complete result of %s is what a batch over all rows gives, however they are split',
    async (_, result) => {
      await fc.assert(
        fc.asyncProperty(fc.array(row, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), async (rows, size) => {
          const { session } = inline;
          const batch = await result(session.createDataFrame(rows, SCHEMA)).collect();
          const stream = session.memoryStream('rows', SCHEMA);
          let last: Row[] = [];
          const query = await result(stream.toDF())
            .writeStream.outputMode('complete')
            .foreachBatch(async (df) => {
              last = await df.collect();
            })
            .start();
          for (let at = 0; at < rows.length; at += size) {
            await stream.addData(...rows.slice(at, at + size));
            await query.processAllAvailable();
          }
          await query.stop();
          expect(text(last)).toEqual(text(batch));
        }),
        { numRuns: 40 },
      );
    },
  );

  test('one input split one by one, by sevens and all at once gives one answer', async () => {
    const { session } = inline;
    const rows = Array.from({ length: 200 }, (_, i) => ({ ts: new Date(i * 1700), k: `k${i % 13}`, v: i % 7 }));
    const answers: string[][] = [];
    for (const size of [1, 7, rows.length]) {
      const stream = session.memoryStream('rows', SCHEMA);
      const latest = new Map<string, string>();
      const query = await totals(stream.toDF())
        .writeStream.outputMode('update')
        .foreachBatch(async (df) => {
          for (const r of await df.collect()) latest.set(JSON.stringify([r['window'], r['k']]), JSON.stringify(r));
        })
        .start();
      for (let at = 0; at < rows.length; at += size) {
        await stream.addData(...rows.slice(at, at + size));
        await query.processAllAvailable();
      }
      await query.stop();
      answers.push([...latest.values()].sort());
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });
});

describe('hostile names', () => {
  test('columns, aliases and values of any text execute nothing and come back as they are', async () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        'a"b',
        "a'b",
        '*/',
        '${1}',
        '\u2028',
        '__proto__',
        'constructor',
        '`;process.exit(1)//',
        '\\',
        '"];throw 1;//',
      ),
      fc.string({ minLength: 1, maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (column, alias, value) => {
        fc.pre(column !== alias && !column.includes('`') && !/^\s*$/.test(column));
        const { session } = inline;
        const type = {
          kind: 'struct' as const,
          fields: [{ name: column, type: { kind: 'string' as const }, nullable: true }],
        };
        const df = session.createDataFrame([[value]], type);
        const quoted = `\`${column}\``;
        const made = df
          .select(session.column(quoted).as(alias))
          .filter(session.column(`\`${alias.replaceAll('`', '``')}\``).equalTo(value));
        const rows = await made.collect();
        expect(rows).toHaveLength(1);
        expect(Object.getOwnPropertyDescriptor(rows[0], alias)?.value).toBe(value);
      }),
      { numRuns: 60 },
    );
  });
});
