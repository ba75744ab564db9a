import { expect, test } from 'vitest';
import { inlineSession } from '../../../stream/inline-session.ts';
import { add, check, testStream } from '../../../stream/test-stream.ts';

test('gives the rows of a batch, and only the columns that are wanted', async () => {
  const { session } = await inlineSession();
  const stream = session.memoryStream('clicks', 'id INT, page STRING');
  const pages = stream.toDF().select('page');
  expect(await pages.explainString('extended')).toMatch(/StreamingRelation [^\n]*\[page\]/);
  await testStream(pages, 'append', add(stream, [1, 'a']), check([['a']]), add(stream, [2, 'b']), check([['b']]));
  await session.stop();
});

test('a stream that is read twice is one source', async () => {
  const { session } = await inlineSession();
  const stream = session.memoryStream('clicks', 'id INT');
  const df = stream.toDF();
  await testStream(df.union(df.selectExpr('id + 10')), 'append', add(stream, 1), check([[1], [11]]));
  await session.stop();
});
