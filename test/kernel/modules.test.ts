import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startKernel } from './kernel-client.ts';
import { sharedKernel } from './shared-kernel.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-modules-'));
const write = (name: string, text: string): void => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
};
for (const name of ['millrace', 'tslab']) {
  write(
    `node_modules/${name}/package.json`,
    JSON.stringify({
      name,
      version: '9.9.9',
      type: 'module',
      exports: { '.': './index.js', './package.json': './package.json' },
    }),
  );
  write(`node_modules/${name}/index.js`, 'export const foreign = true; export const display = undefined;');
}
write(
  'node_modules/small/package.json',
  JSON.stringify({ name: 'small', version: '1.0.0', type: 'module', exports: './index.js' }),
);
write(
  'node_modules/small/index.js',
  'export default "default"; export const named = "named"; export const later = await Promise.resolve(7);',
);
write('helper.ts', 'export const twice = (n: number): number => n * 2;');
write('data.json', '{"rows": 3}');

const kernel = sharedKernel({ cwd: folder });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('imports a package, a TypeScript file and JSON from the folder of the notebook', async () => {
  const { result } = await kernel().run(`import d, { named as n, later } from "small"
import * as all from "small"
import { twice } from "./helper.ts"
import data from "./data.json" with { type: "json" };
[d, n, later, all.named, twice(data.rows)].join()`);
  expect(result).toBe("'default,named,7,named,6'");
  expect((await kernel().run('twice(21)')).result).toBe('42');
  expect((await kernel().run('(await import("small")).named + require("node:path").sep')).result).toMatch(/^'named/);
});

test('millrace and tslab mean the own copy beside another one', async () => {
  const { result } = await kernel().run(`import own from "millrace/package.json" with { type: "json" }
import * as tslab from "tslab";
[own.version === "9.9.9", "foreign" in tslab, typeof tslab.display.html, typeof tslab.newDisplay]`);
  expect(result).toBe("[ false, false, 'function', 'function' ]");
});

test('millrace, tslab and arquero are found from an empty folder', { timeout: 20_000 }, async () => {
  const empty = await startKernel();
  const { result } = await empty.run(`import own from "millrace/package.json" with { type: "json" }
import { display } from "tslab";
import { table } from "arquero";
[own.name, typeof display, table({ a: [1, 2] }).numRows()]`);
  expect(result).toBe("[ 'millrace', 'function', 2 ]");
  await empty.stop();
});

test('a missing package is named with the cure', async () => {
  const { reply } = await kernel().run('1\nimport { x } from "@scope/absent/deep"');
  expect(String(reply['evalue'])).toMatch(/'@scope\/absent\/deep', imported in line 2.*npm install @scope\/absent/);
});

test('display carries everything that tslab offers', async () => {
  const { outputs } = await kernel().run(`import { display } from "tslab"
display.html("h"); display.svg("<svg/>"); display.markdown("m"); display.latex("l"); display.javascript("j"); display.text("t")
const bytes = new Uint8Array([1, 2, 255]); display.png(bytes); display.jpeg(bytes); display.gif(bytes); display.pdf(bytes)
display.raw("text/x", "r")`);
  const shown = outputs
    .filter(({ header }) => header.msg_type === 'display_data')
    .map(({ content }) => content['data']);
  expect(shown).toEqual([
    { 'text/html': 'h' },
    { 'image/svg+xml': '<svg/>' },
    { 'text/markdown': 'm' },
    { 'text/latex': 'l' },
    { 'text/javascript': 'j' },
    { 'text/plain': 't' },
    { 'image/png': 'AQL/' },
    { 'image/jpeg': 'AQL/' },
    { 'image/gif': 'AQL/' },
    { 'application/pdf': 'AQL/' },
    { 'text/x': 'r' },
  ]);
});
