import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { RowStage } from '../../../engine/codegen/row-stage.ts';
import type { Step } from '../../../engine/codegen/step.ts';
import { Interner } from '../../../engine/columnar/interner.ts';
import { batchOf } from '../../../engine/columnar/vector-builder.ts';
import { kernel } from '../../../engine/expressions/function-code.ts';
import { whenCode } from '../../../engine/expressions/functions/conditional/when.ts';
import { freshColumnId, reference, type Attribute, type TypedExpression } from '../../../engine/expressions/typed.ts';
import { BOOLEAN, INTEGER, struct } from '../../../engine/types/data-type.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

const words = (): DataFrame =>
  session.createDataFrame(
    [
      ['b a', 3],
      ['c', 0],
      [null, 5],
    ].map(([text, n]) => ({ text, n })),
    'text STRING, n INT',
  );

describe('an expression that stands more than once', () => {
  let runs = 0;
  const column: Attribute = { id: freshColumnId(), name: 'n', type: INTEGER, nullable: true };
  /** A function that counts how often it runs; two of them are equal as two calls of `f(n)` are. */
  const f = (): TypedExpression => counted('f', [reference(column)]);
  const counted = (name: string, args: readonly TypedExpression[]): TypedExpression => ({
    node: 'call',
    name,
    args,
    type: INTEGER,
    nullable: true,
    deterministic: true,
    code: kernel((n: number) => (name === 'f' ? runs++ : 0, n + 1)),
  });
  const project = (...expressions: TypedExpression[]): Step => ({
    step: 'project',
    columns: expressions.map((expression, i) => ({ attribute: made(i, expression), expression })),
  });
  const made = (i: number, { type, nullable }: TypedExpression): Attribute => ({
    id: 1e6 + i,
    name: `c${i}`,
    type,
    nullable,
  });
  const keeping = (e: TypedExpression): Step => ({
    step: 'project',
    columns: [
      { attribute: column, expression: reference(column) },
      { attribute: made(9, e), expression: e },
    ],
  });
  const when = (condition: TypedExpression, value: TypedExpression): TypedExpression => ({
    node: 'call', name: 'when', args: [condition, value], type: INTEGER, nullable: true, deterministic: true,
    code: whenCode(INTEGER),
  }); // prettier-ignore
  const never: TypedExpression = { node: 'literal', value: false, type: BOOLEAN, nullable: false };

  const CASES: Readonly<Record<string, readonly [steps: readonly Step[], runs: number]>> = {
    'in two columns runs once': [[project(f(), f())], 1],
    'below different functions runs once': [[project(counted('g', [f()]), counted('h', [f()]))], 1],
    'below itself made twice runs once': [[project(counted('g', [f()]), counted('g', [f()]))], 1],
    'again in a later step runs once': [[keeping(f()), project(f(), reference(made(9, f())))], 1],
    'alone runs once': [[project(f())], 1],
    'in two branches that are not taken does not run': [[project(when(never, f()), when(never, f()))], 0],
    'in a branch and beside it runs once': [[project(when(never, f()), f(), f())], 1],
  };
  test.each(Object.entries(CASES))('%s', (_, [steps, expected]) => {
    const last = steps.at(-1) as Step & { step: 'project' };
    const stage = new RowStage(
      [column],
      steps,
      last.columns.map((c) => c.attribute),
    );
    runs = 0;
    stage.run(batchOf(struct([column]), [[1]]), {
      interner: new Interner(), nowMicros: 0n, random: () => 0, lateMicros: -Infinity, watermarks: [],
      farMicros: Infinity,
    }); // prettier-ignore
    expect(runs).toBe(expected);
  });

  test('gives what it gives alone', async () => {
    const rows = await words()
      .selectExpr('reverse(text) AS a', 'length(reverse(text)) AS b', "concat(reverse(text), '/', reverse(text)) AS c")
      .collect();
    expect(rows).toEqual([
      { a: 'a b', b: 3, c: 'a b/a b' },
      { a: 'c', b: 1, c: 'c/c' },
      { a: null, b: null, c: null },
    ]);
  });

  test('behind a condition stays there: no error appears that was not there', async () => {
    const guarded = words().selectExpr(
      'CASE WHEN n > 0 THEN 10 div n ELSE -1 END AS a',
      'IF(n > 0, 10 div n, -2) AS b',
      'n > 0 AND 10 div n > 2 AS c',
    );
    expect(await guarded.collect()).toEqual([
      { a: 3, b: 3, c: true },
      { a: -1, b: -2, c: false },
      { a: 2, b: 2, c: false },
    ]);
  });

  test('two random numbers stay two', async () => {
    const rows = await session.range(50).selectExpr('rand() AS a', 'rand() AS b').filter('a = b').count();
    expect(rows).toBe(0);
  });
});

test('calls that differ only in what their code holds are two', async () => {
  const rows = session.createDataFrame(
    [['1,234.5', '2026-11-27 10:20:30', 'a_c', 2.345]],
    's STRING, t STRING, p STRING, d DOUBLE',
  );
  const pairs = [
    ["to_number('1234', '9999')", "to_number('1234', '99999')"],
    ["date_format(t, 'yyyy')", "date_format(t, 'MM')"],
    ["date_format(t, 'HH')", "date_format(t, 'mm')"],
    ["p LIKE 'a/_c' ESCAPE '/'", "p LIKE 'a/_c'"],
    ['round(d, 1)', 'round(d, 2)'],
    ['extract(HOUR FROM CAST(t AS TIMESTAMP))', 'extract(MINUTE FROM CAST(t AS TIMESTAMP))'],
    ['transform(array(1, 2), x -> x + 1)', 'transform(array(1, 2), x -> x + 2)'],
    ["from_json('{\"a\":1}', 'a INT')", "from_json('{\"a\":1}', 'a STRING')"],
    ["from_csv('1;2', 'a STRING', map('sep', ';'))", "from_csv('1;2', 'a STRING', map('sep', ','))"],
    ["named_struct('a', d)", "named_struct('b', d)"],
    ["date_trunc('YEAR', CAST(t AS TIMESTAMP))", "date_trunc('MONTH', CAST(t AS TIMESTAMP))"],
    ["split(s, ',')", "split(s, '[.]')"],
  ];
  for (const [a, b] of pairs) {
    const [together] = await rows.selectExpr(`${a} AS a`, `${a} AS again`, `${b} AS b`, `${b} AS b2`).collect();
    const [first] = await rows.selectExpr(`${a} AS a`).collect();
    const [second] = await rows.selectExpr(`${b} AS b`).collect();
    expect(together, `${a} and ${b}`).toEqual({
      a: first!['a'],
      again: first!['a'],
      b: second!['b'],
      b2: second!['b'],
    });
  }
});
