import { beforeAll, expect, test } from 'vitest';
import { sharedKernel } from './shared-kernel.ts';

const kernel = sharedKernel();
beforeAll(async () => {
  await kernel()
    .run(`const limit = 5, cfg = { min: 1, none: undefined }, list = [1, 2], df = session.range(10); let unset: any
globalThis.shared = 7`);
}, 30_000);

const ERRORS: readonly (readonly [cell: string, line: number, says: RegExp])[] = [
  ['const a = 1\ndf.filter(o => o.id > limti)', 2, /there is no limti[^]*limit/],
  ['df.filter(\n  o => o.id > limti)', 1, /there is no limti/],
  ['await df\n  .filter(o => o.id > limti)\n  .count()', 2, /there is no limti/],
  ['df.where(o => o.id > limti)', 1, /there is no limti/],
  ['df.select(o => ({ x: `${limti}` }))', 1, /there is no limti/],
  ['df.withColumn("x", o => o.id > 1 ? limti : 2)', 1, /there is no limti/],
  ['df.filter(o => o.id > cfg?.minn)', 1, /cfg has no minn[^]*min/],
  ['df.filter(o => o.id > cfg.none)', 1, /cfg\.none holds undefined/],
  ['df.filter(o => o.id > unset)', 1, /unset holds undefined/],
  ['df.filter(({ id }) => id > limti)', 1, /there is no limti/],
  ['df.filter((o, p) => o.id > p.minn, { min: 1 })', 1, /p has no minn[^]*min/],
  ['const keep = (o: any) => o.id > limti\ndf.filter(keep)', 2, /there is no limti/],
  ['const over = (least: number) => (o: any) => o.id > leest\ndf.filter(over(1))', 2, /there is no leest[^]*least/],
  ['const rules = { high: (o: any) => o.id > limti }\ndf.filter(rules.high)', 2, /there is no limti/],
  ['df.filter(list.length > 1 ? (o) => o.id > limti : (o) => o.id > 1)', 1, /there is no limti/],
  ['df.transform((d) => d.filter((o) => o.id > limti))', 1, /there is no limti/],
  ['function low(least: number) {\n  return df.filter(o => o.id > lest)\n}\nlow(1)', 2, /there is no lest[^]*least/],
  ['for (const step of [1]) df.filter(o => o.id > stepp)', 1, /there is no stepp[^]*step/],
  ['df.filter(o => o.id > afterwards)\nconst afterwards = 1', 1, /afterwards has no value yet[^]*further down/],
  ['(() => { df.filter(o => o.id > inner); const inner = 1 })()', 1, /inner has no value yet/],
  ['{ const limit = undefined as any; df.filter(o => o.id > limit) }', 1, /limit holds undefined/],
  ['{ const upper = (s: any) => s; df.select(o => ({ x: upper(o.id) })) }', 1, /the call of upper, which is not/],
  ['df.filter(o => o.id.toString() === "1")', 1, /the method toString/],
  ['df.filter(o => Math.toString(o.id))', 1, /the method Math\.toString/],
  ['df.filter(o => df.id > o.id)', 1, /df has no id/],
  ['df.filter(o => o.id > df)', 1, /df is a DataFrame[^]*[Jj]oin/],
];

test.each(ERRORS)('%s', async (code, line, says) => {
  const { reply } = await kernel().run(code, { stop_on_error: false });
  expect(reply).toMatchObject({
    status: 'error',
    ename: 'ArgumentError',
    evalue: expect.stringMatching(says) as string,
  });
  const place = `cell [${String(reply['execution_count'])}], line ${line}`;
  expect(reply['evalue']).toContain(`at ${place}: ${code.split('\n')[line - 1]!.trim()}`);
  expect(String(reply['evalue'])).not.toContain('$mr');
});

const VALUES: readonly (readonly [cell: string, count: number])[] = [
  ['df.filter(o => o.id > limit)', 4],
  ['df.filter(o => o.id > limit && list.includes(o.id - 4))', 1],
  ['df.filter(o => ![].includes(o.id))', 10],
  ['df.filter(o => o.id > shared)', 2],
  ['df.filter(o => o.id > (cfg.none ?? limit))', 4],
  ['const keep2 = (o: any) => o.id > limit\ndf.filter(keep2)', 4],
  ['const over2 = (least: number) => (o: any) => o.id > least\ndf.filter(over2(7))', 2],
  ['const rules2 = { high: (o: any) => o.id > limit }\ndf.filter(rules2.high)', 4],
  ['df.filter(limit > 1 ? (o) => o.id > limit : (o) => o.id > 1)', 4],
  ['df.transform((d) => d.filter((o) => o.id > limit))', 4],
  ['df.filter((limit) => limit.id > 8)', 1],
  ['df.filter(({ id: limit }) => limit > 8)', 1],
  ['{ const limit = 8; globalThis.got = df.filter(o => o.id > limit) }\n(globalThis as any).got', 1],
  ['import { upper as big } from "millrace"\ndf.filter(o => abs(o.id) > limit && big(o.id) === "6")', 1],
];

test.each(VALUES)('%s counts', async (code, count) => {
  const cell = code.replace(/(.*)$/, ';(($1) as any).count()');
  expect((await kernel().run(cell, { stop_on_error: false })).result).toBe(String(count));
});
