import { expect, test } from 'vitest';
import type { Message } from '../../kernel/wire/message.ts';
import { sharedKernel } from './shared-kernel.ts';

const kernel = sharedKernel();
const VIEW = 'application/vnd.millrace.stream.v1+json';

const viewWith =
  (pattern: RegExp) =>
  ({ content }: Message): boolean => {
    const data = content['data'] as Record<string, unknown> | undefined;
    return data !== undefined && VIEW in data && pattern.test(JSON.stringify(data[VIEW]));
  };

test('a DStream at the end of a cell is a live table there, whatever cell runs its batches', async () => {
  const shown = await kernel().run(`import { ManualClock, Seconds, StreamingContext } from "millrace/dstreams"
const ssc = new StreamingContext(session, Seconds(1), { clock: new ManualClock() })
const words = ssc.queueStream([["a", "b", "a"], ["b"]])
const counts = words.map((word) => [word, 1]).reduceByKey((a, b) => a + b)
counts`);
  expect(shown.result).toMatch(/^DStream of reduceByKey, every 1000 ms, live below/);
  await kernel().run('ssc.start()\nawait ssc.step()');
  const view = await kernel().until(viewWith(/"key".*"value"/));
  expect(view.parent).toMatchObject({ msg_id: shown.id });
  await kernel().until(viewWith(/"a","2"/));
  await kernel().run('await ssc.step()');
  await kernel().until(viewWith(/"b","1".*"b","1"/));
  expect((await kernel().run('await ssc.stop(false)\nsession.streams.active.length')).result).toBe('0');
});

test('what print() and an error of a job say stands under the cells that said and started it', async () => {
  const said = await kernel().run(`import { Milliseconds } from "millrace/dstreams"
const quick = new StreamingContext(session, Milliseconds(20))
quick.queueStream([["x", "y"]]).print()
quick.queueStream([[1]]).foreachRDD((rdd) => {
  throw new Error("no room")
})`);
  expect(said.reply['status']).toBe('ok');
  const started = await kernel().run('quick.start()');
  const printed = await kernel().until(({ content }) => /Time: \d+ ms[^]*\nx\ny\n/.test(String(content['text'])));
  expect(printed.parent).toMatchObject({ msg_id: said.id });
  const failed = await kernel().until(({ content }) => /USER_FUNCTION_ERROR/.test(String(content['text'])));
  expect(failed.parent).toMatchObject({ msg_id: started.id });
  expect(String(failed.content['text'])).toMatch(
    /The function of foreachRDD failed: Error: no room[^]*line 5: throw new/,
  );
  await kernel().run('await quick.stop(false)');
});
