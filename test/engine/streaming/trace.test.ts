import { expect, test } from 'vitest';
import { count, window } from '../../../index.ts';
import { ManualClock } from '../../../engine/runtime/manual-clock.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';
import type { BatchTrace } from '../../../engine/spi/view-port.ts';
import { sessionOn } from '../../stream/inline-session.ts';

const SECOND = 1000;
const START = Date.UTC(2026, 0, 1, 10);
const at = (seconds: number): string => new Date(START + seconds * SECOND).toISOString();
const span = (from: number, to: number): [number, number] => [START + from * SECOND, START + to * SECOND];

test('the examples of a batch tell key, time, fate and windows', async () => {
  const traces: BatchTrace[] = [];
  const clock = new ManualClock(START);
  const session = await sessionOn(clock, nodeFileSystem(), (event) => {
    if (event.kind === 'batch') traces.push(event.trace);
  });
  const stream = session.memoryStream('clicks', 'ts TIMESTAMP, page STRING, n INT');
  const counts = stream
    .toDF()
    .withWatermark('ts', '10 seconds')
    .groupBy(window('ts', '20 seconds', '10 seconds'), 'page', 'n')
    .agg(count('*').as('clicks'));
  const query = await counts.writeStream.format('noop').outputMode('update').start();
  await stream.addData([at(25), 'home', 1], [at(31), null, 2]);
  await query.processAllAvailable();
  await stream.addData([at(21), 'late', 1], [at(1), 'gone', 1]);
  await query.processAllAvailable();
  await query.stop();
  await session.stop();
  const samples = traces.filter((trace) => trace.rowsIn > 0).map((trace) => trace.sample);
  const processedMs = START;
  expect(samples[0]).toEqual([
    {
      id: 0,
      key: 'home, 1',
      eventMs: START + 25_000,
      processedMs,
      fate: 'kept',
      windows: [span(10, 30), span(20, 40)],
    },
    {
      id: 1,
      key: 'NULL, 2',
      eventMs: START + 31_000,
      processedMs,
      fate: 'kept',
      windows: [span(20, 40), span(30, 50)],
    },
  ]);
  expect(samples[1]).toEqual([
    {
      id: 0,
      key: 'late, 1',
      eventMs: START + 21_000,
      processedMs,
      fate: 'late-kept',
      windows: [span(10, 30), span(20, 40)],
    },
    {
      id: 1,
      key: 'gone, 1',
      eventMs: START + 1_000,
      processedMs,
      fate: 'dropped',
      windows: [span(-10, 10), span(0, 20)],
    },
  ]);
});
