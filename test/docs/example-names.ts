import { writeFileSync } from 'node:fs';
import * as dstreams from '../../dstreams.ts';
import * as millrace from '../../index.ts';
import type { MillraceSession } from '../../index.ts';

/** The small DataFrames over which the examples of the documentation run. */
export function exampleFrames(session: MillraceSession) {
  const orders = session.createDataFrame(
    [
      { id: 1, country: 'PT', amount: 12.5 },
      { id: 2, country: 'BR', amount: null },
      { id: 3, country: 'PT', amount: 7.5 },
    ],
    'id BIGINT, country STRING, amount DOUBLE',
  );
  const customers = session.createDataFrame(
    [
      { country: 'PT', name: 'Ana' },
      { country: 'ES', name: 'Bo' },
    ],
    'country STRING, name STRING',
  );
  const numbers = session.createDataFrame([[6], [null]], 'n INT');
  const words = session.createDataFrame([['stream'], ['batch']], 'word STRING');
  const people = session.createDataFrame(
    [{ name: 'Ana', address: { city: 'Porto' }, tags: ['a', 'b'], ages: new Map([['Bo', 7]]) }],
    'name STRING, address STRUCT<city: STRING>, tags ARRAY<STRING>, ages MAP<STRING, INT>',
  );
  const visits = session.createDataFrame(
    [
      { ts: '2026-01-01 10:00:05', page: 'home' },
      { ts: '2026-01-01 10:00:40', page: 'cart' },
      { ts: '2026-01-01 10:01:10', page: 'home' },
    ],
    'ts TIMESTAMP, page STRING',
  );
  return { orders, customers, numbers, words, people, visits };
}

let contexts = 0;

/** The package of DStreams, a context on a manual clock, and what each of its batches gives for a stream. */
function streamingNames(session: MillraceSession) {
  const { ManualClock, Seconds, StreamingContext } = dstreams;
  const ssc = new StreamingContext(session, Seconds(1), { clock: new ManualClock() });
  ssc.checkpoint(`checkpoint-of-example-${++contexts}`);
  const batchesOf = async (stream: dstreams.DStream<unknown>, batches = 1): Promise<unknown[][]> => {
    const seen: unknown[][] = [];
    stream.foreachRDD(async (rdd) => seen.push(await rdd.collect()));
    ssc.start();
    await ssc.step(batches);
    return seen;
  };
  return { ...dstreams, ssc, sc: ssc.sparkContext, batchesOf };
}

/** Everything an example may name: the package, a session, the frames, and an empty stream that writes to a table. */
export async function exampleNames(session: MillraceSession, code: string) {
  const clicks = session.memoryStream('clicks', 'user STRING, n INT');
  const started = /\bquery\b/.test(code) && !/const query\b/.test(code);
  const writer = clicks.toDF().writeStream.format('memory').queryName('clicks');
  const query = started ? await writer.start() : undefined;
  const writeFile = async (name: string, text: string): Promise<void> => writeFileSync(name, text);
  const names = { ...millrace, session, ...exampleFrames(session), clicks, writeFile, ...streamingNames(session) };
  return query === undefined ? names : { ...names, query };
}
