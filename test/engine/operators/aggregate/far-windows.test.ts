import { afterAll, beforeAll, expect, test } from 'vitest';
import { MillraceSession, window } from '../../../../index.ts';

let session: MillraceSession;
beforeAll(async () => (session = await MillraceSession.builder.create()));
afterAll(async () => session.stop());

const YEARS = { 1970: 0n, 2255: 9_007_199_254_740_000n, 4253: 72_057_594_037_927_000n, 9999: 253_370_764_800_000_000n };
const WINDOWS: readonly (readonly [size: string, slide: string])[] = [
  ['6 microseconds', '6 microseconds'],
  ['6 microseconds', '3 microseconds'],
  ['10 milliseconds', '1 millisecond'],
  ['1 second', '500 milliseconds'],
  ['1 minute', '10 seconds'],
];

// doubles hold microseconds exactly until 2255: beyond, windows that are near each other must stay apart
test.each(Object.keys(YEARS).flatMap((year) => WINDOWS.map((window) => [year, ...window] as const)))(
  'in the year %s windows of %s every %s are those that hold each row',
  async (year, size, slide) => {
    const step = size.endsWith('microseconds') ? 3n : 700n;
    const times = session
      .range(500)
      .selectExpr(`timestamp_micros(${YEARS[Number(year) as keyof typeof YEARS]} + id * ${step}) AS ts`);
    const start = 'unix_micros(w.start) AS s';
    const held = await times
      .select(window('ts', size, slide).as('w'))
      .selectExpr(start)
      .collect({ bigint: true });
    const counts = new Map<bigint, bigint>();
    for (const { s } of held as { s: bigint }[]) counts.set(BigInt(s), (counts.get(BigInt(s)) ?? 0n) + 1n);
    const grouped = times
      .groupBy(window('ts', size, slide).as('w'))
      .count()
      .selectExpr(start, 'count');
    const rows = (await grouped.collect({ bigint: true })) as { s: bigint; count: bigint }[];
    expect(new Map(rows.map(({ s, count }) => [BigInt(s), BigInt(count)]))).toEqual(counts);
    expect(rows.length).toBe(counts.size);
  },
);
