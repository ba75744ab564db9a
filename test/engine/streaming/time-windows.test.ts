import { afterAll, beforeAll, expect, test } from 'vitest';
import { count, window } from '../../../engine/api/functions.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

const rows = (...times: string[]) =>
  inline.session.createDataFrame(
    times.map((time, i) => [new Date(`2016-03-27T${time}Z`), i]),
    'time TIMESTAMP, value INT',
  );

const clock = (value: Date): string => value.toISOString().slice(11, 19);

async function counted(times: readonly string[], size: string, slide?: string, start?: string): Promise<string[]> {
  const result = await rows(...times)
    .groupBy(window('time', size, slide, start))
    .agg(count('*').as('n'))
    .collect();
  return result.map((r) => `${clock(r['window'].start)}-${clock(r['window'].end)} ${r['n']}`).sort();
}

test('TW-01 tumbling windows hold their start and not their end', async () => {
  expect(await counted(['19:39:34', '19:39:56', '19:39:27'], '10 seconds')).toEqual([
    '19:39:20-19:39:30 1',
    '19:39:30-19:39:40 1',
    '19:39:50-19:40:00 1',
  ]);
});

test('TW-03 a start time shifts the windows, also backwards', async () => {
  expect(await counted(['19:39:34', '19:39:27', '19:39:56'], '10 seconds', '10 seconds', '5 seconds')).toEqual([
    '19:39:25-19:39:35 2',
    '19:39:55-19:40:05 1',
  ]);
  expect(await counted(['19:39:30', '19:39:25'], '10 seconds', '10 seconds', '-5 seconds')).toEqual([
    '19:39:25-19:39:35 2',
  ]);
});

test('null times belong to no window', async () => {
  const df = inline.session.createDataFrame([[null], [new Date(1000)]], 'time TIMESTAMP');
  expect(await df.groupBy(window('time', '10 seconds')).count().count()).toBe(1);
});
