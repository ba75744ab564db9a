import { beforeAll, expect, test } from 'vitest';
import { sharedKernel } from './shared-kernel.ts';

const kernel = sharedKernel();
const BATCHES = 'session.readStream.format("rate-micro-batch").option("rowsPerBatch", 1).load().writeStream';
beforeAll(async () => {
  await kernel().run(
    'const rate = session.readStream.format("rate").load(); await session.range(1).createTempView("there")',
  );
}, 30_000);

const CELLS: readonly (readonly [cell: string, line: number])[] = [
  ['session.table("nope")', 1],
  ['1\nawait session.table("nope").collect()', 2],
  ['const there2 = session.readStream\n  .table("nope")', 2],
  ['\nsession.sql("SELECT 1")', 2],
  ['await rate.writeStream\n  .format("nonsense")\n  .start()', 3],
  ['\nawait rate.writeStream.outputMode("nonsense").start()', 2],
  ['const q1 = await rate.writeStream.format("json").start("/nowhere")', 1],
  ['1\nawait display(rate, { outputMode: "complete" })', 2],
  ['1\ndisplay(rate, { outputMode: "complete" })', 2],
  ['1\nawait vegaLite({ mark: "bar" }, session.table("nope"))', 2],
  ['function go() {\n  return rate.writeStream.format("nonsense").start()\n}\nawait go()', 2],
  ['1\nawait session.range(1).createTempView("there")', 2],
  ['await session.range(1)\n  .writeStream.format("noop").start()', 2],
  [`const q2 = await ${BATCHES}.foreachBatch(async () => {\n  null!.x\n}).start()\nawait q2.awaitTermination()`, 2],
  [`const q3 = await ${BATCHES}.foreachBatch(() => {\n  throw 1\n}).start()\nawait q3.awaitTermination()`, 3],
];

test.each(CELLS)('%s: the error names the line', async (code, line) => {
  const { reply } = await kernel().run(code, { stop_on_error: false });
  const shown = code.split('\n')[line - 1]!.trim();
  expect(reply['status']).toBe('error');
  expect(reply['evalue']).toContain(`at cell [${String(reply['execution_count'])}], line ${line}: ${shown}`);
});

test('an exception in foreachBatch names it, the batch and what the code threw, with its lines', async () => {
  const { reply } = await kernel().run(
    `const check = (id: number) => {\n  if (id === 1) throw new RangeError("too many")\n}\nconst q4 = await ${BATCHES}.foreachBatch((_, id) => check(id)).start()\nawait q4.awaitTermination()`,
    { stop_on_error: false },
  );
  expect(reply['evalue']).toMatch(/foreachBatch failed on batch 1: RangeError: too many/);
  const trace = (reply['traceback'] as string[]).join('\n');
  expect(trace).toMatch(/Caused by RangeError: too many\n +at check, cell \[\d+\], line 2[^]*cell \[\d+\], line 4/);
  expect((await kernel().run('q4.exception.condition')).result).toBe("'FOREACH_BATCH_USER_FUNCTION_ERROR'");
});
