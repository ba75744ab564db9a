import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Seconds, State, StateSpec, StreamingContext, type DStream } from '../../../dstreams.ts';
import { noted, streaming, type Gave } from './streaming-context.ts';

const given = streaming();

/** Starts the program again at a time: the same steps over the files of a folder. */
async function run(name: string, now: number, steps: (lines: DStream<[string, number]>) => DStream<any>) {
  const folder = join(given().folder, `${name}-files`);
  mkdirSync(folder, { recursive: true });
  let gave: Gave = [];
  const ssc = await StreamingContext.getOrCreate(join(given().folder, name), () => {
    const made = given().context(now, name);
    gave = noted(steps(made.textFileStream(folder).map((line) => [line, 1])));
    return made;
  });
  ssc.start();
  const put = (line: string, seconds: number): void => {
    const path = join(folder, `${line}-${seconds}`);
    writeFileSync(path, `${line}\n`);
    utimesSync(path, seconds, seconds);
  };
  return { ssc, gave, put };
}

const programs: readonly (readonly [string, (lines: DStream<[string, number]>) => DStream<any>, unknown[]])[] = [
  [
    'updateStateByKey',
    (lines) => lines.updateStateByKey((ones: number[], n?: number) => ones.length + (n ?? 0)),
    [
      [['a', 1]],
      [['a', 2]],
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 3],
        ['b', 1],
      ],
    ],
  ],
  [
    'mapWithState',
    (lines) =>
      lines.mapWithState(
        StateSpec.function((word: string, n: number | undefined, state: State<number>) => {
          state.update(n! + (state.getOption() ?? 0));
          return [word, state.get()];
        }),
      ),
    [[['a', 1]], [['a', 2]], [['b', 1]], [['a', 3]]],
  ],
  [
    'window',
    (lines) => lines.map(([word]) => word).window(Seconds(3), Seconds(1)),
    [['a'], ['a', 'a'], ['a', 'a', 'b'], ['a', 'b', 'a']],
  ],
  [
    'inverse',
    (lines) =>
      lines.reduceByKeyAndWindow(
        (a, b) => a + b,
        (a, b) => a - b,
        Seconds(3),
        Seconds(1),
      ),
    [
      [['a', 1]],
      [['a', 2]],
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
    ],
  ],
];

test.each(programs)(
  '%s goes on after a restart, and makes up the batches that it missed',
  async (name, steps, expected) => {
    const first = await run(name, 0, steps);
    first.put('a', 0.5);
    await first.ssc.step();
    first.put('a', 1.5);
    await first.ssc.step();
    await first.ssc.stop(false);
    first.put('b', 2.5);
    const second = await run(name, 3200, steps);
    second.put('a', 3.5);
    await second.ssc.step();
    expect([...first.gave, ...second.gave]).toEqual(expected.map((rows, i) => [(i + 1) * 1000, rows]));
  },
);

test('a batch whose job failed runs again after a restart', async () => {
  let failing = true;
  const steps = (lines: DStream<[string, number]>) =>
    lines.map(([word]) => {
      if (failing) throw new Error('away');
      return word;
    });
  const first = await run('failing', 0, steps);
  first.put('a', 0.5);
  await expect(first.ssc.step()).rejects.toThrow('away');
  await first.ssc.stop(false);
  failing = false;
  const second = await run('failing', 1500, steps);
  await second.ssc.step();
  expect(second.gave).toEqual([
    [1000, ['a']],
    [2000, []],
  ]);
});

test('another program is refused with the step that differs', async () => {
  const first = await run('other', 0, (lines) => lines.filter(() => true));
  await first.ssc.step();
  await first.ssc.stop(false);
  await expect(run('other', 2000, (lines) => lines.glom())).rejects.toThrow(
    /DSTREAM.CHECKPOINT_OF_OTHER_PROGRAM\].*the step filter\(1\) 1000 ms, here 1000 ms and glom\(1\) 1000 ms/,
  );
});

test('a queue cannot go on', async () => {
  const again = () =>
    StreamingContext.getOrCreate(join(given().folder, 'queue'), () => {
      const made = given().context(0, 'queue');
      noted(made.queueStream([['a']]));
      return made;
    });
  const first = await again();
  first.start();
  await first.step();
  await first.stop(false);
  await expect(again()).rejects.toThrow(/DSTREAM.INPUT_CANNOT_RESTART\] queueStream/);
});

test('a damaged checkpoint gives way to the one before; when none is whole that is said', async () => {
  const steps = (lines: DStream<[string, number]>) =>
    lines.updateStateByKey((ones: number[], n?: number) => ones.length + (n ?? 0));
  const first = await run('damaged', 0, steps);
  first.put('a', 0.5);
  await first.ssc.step(2);
  await first.ssc.stop(false);
  const folder = join(given().folder, 'damaged');
  writeFileSync(join(folder, 'checkpoint-2000'), 'nonsense');
  const second = await run('damaged', 2500, steps);
  await second.ssc.step();
  expect(second.gave).toEqual([2000, 3000].map((ms) => [ms, [['a', 1]]]));
  await second.ssc.stop(false);
  for (const name of readdirSync(folder))
    if (name.startsWith('checkpoint-')) writeFileSync(join(folder, name), 'nonsense');
  await expect(run('damaged', 4000, steps)).rejects.toThrow(/DSTREAM.CHECKPOINT_UNREADABLE/);
});

test('a state that cannot be written is an error of its batch', async () => {
  const { ssc, put } = await run('functions', 0, (lines) => lines.updateStateByKey(() => () => 1));
  put('a', 0.5);
  await expect(ssc.step()).rejects.toThrow(/DSTREAM.NOT_STORABLE\] The checkpoint cannot hold the state of a stream/);
});

test('a clock behind the checkpoint goes on from there: no state and no rows are lost', async () => {
  const count = (lines: DStream<[string, number]>): DStream<[string, number]> =>
    lines.updateStateByKey((ones: number[], n?: number) => ones.length + (n ?? 0));
  const one = await run('behind', 0, count);
  one.put('a', 1);
  await one.ssc.step(3);
  await one.ssc.stop(false);
  const other = await run('behind', 0, count);
  other.put('a', 4);
  await other.ssc.step();
  expect(other.gave).toEqual([[4000, [['a', 2]]]]);
});

test('a checkpoint far before the clock is refused, not made up batch by batch', async () => {
  const one = await run('far', 0, (lines) => lines);
  await one.ssc.step();
  await one.ssc.stop(false);
  await expect(run('far', 1_700_000_000_000, (lines) => lines)).rejects.toMatchObject({
    condition: 'DSTREAM.TOO_MANY_MISSED_BATCHES',
  });
});

test('another window length is another program', async () => {
  const over = (seconds: number) => (lines: DStream<[string, number]>) => lines.window(Seconds(seconds), Seconds(1));
  const one = await run('windows', 0, over(2));
  await one.ssc.step();
  await one.ssc.stop(false);
  await expect(run('windows', 1000, over(3))).rejects.toMatchObject({
    condition: 'DSTREAM.CHECKPOINT_OF_OTHER_PROGRAM',
  });
});

test('a new program takes away checkpoints of a later time: what it saves is what a restart finds', async () => {
  const count = (lines: DStream<[string, number]>): DStream<[string, number]> =>
    lines.updateStateByKey((ones: number[], n?: number) => ones.length + (n ?? 0));
  const earlier = given().context(20_000, 'ahead');
  noted(count(earlier.textFileStream(join(given().folder, 'ahead-files')).map((line) => [line, 1])));
  earlier.start();
  await earlier.step();
  await earlier.stop(false);
  const anew = given().context(0, 'ahead');
  noted(count(anew.textFileStream(join(given().folder, 'ahead-files')).map((line) => [line, 1])));
  anew.start();
  await anew.step(2);
  await anew.stop(false);
  const again = await run('ahead', 0, count);
  await again.ssc.step();
  expect(again.gave.map(([ms]) => ms)).toEqual([3000]);
});
