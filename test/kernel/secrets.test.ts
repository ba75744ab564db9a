import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { starred } from '../../engine/types/secrets.ts';
import { sharedKernel } from './shared-kernel.ts';

const CANARY = 'Canary-9f31';
const LINES: readonly (readonly [code: string, shown: string])[] = [
  ['.option("kafka.sasl.password", "X").load()', '.option("kafka.sasl.password", "***").load()'],
  [`.option('kafka.sasl.jaas.config', 'M username="u" password="X";')`, `.option('kafka.sasl.jaas.config', '***')`],
  [
    '.options({ "kafka.ssl.key.password": `X`, subscribe: "t" })',
    '.options({ "kafka.ssl.key.password": `***`, subscribe: "t" })',
  ],
  ['const password = "it\\"s X"; df', 'const password = "***"; df'],
  ['.option("fs.s3a.access.key", `X', '.option("fs.s3a.access.key", `***'],
  ['.option("subscribe", "orders")', '.option("subscribe", "orders")'],
];

test.each(LINES)('%s', (code, shown) => {
  expect(starred(code.replace('X', CANARY))).toBe(shown);
});

/** Every way in which a line of a cell, or its options, come back to the user. */
const read = (more: string): string =>
  `session.readStream.format("kafka").option("kafka.bootstrap.servers", "127.0.0.1:1").option("kafka.sasl.mechanism", "PLAIN").option("kafka.security.protocol", "SASL_PLAINTEXT").option("kafka.sasl.jaas.config", 'M username="u" password="${CANARY}";')${more}`;
const CELLS = [
  `const df = ${read('.option("subscribe", "t").load()')}; df`,
  `${read('.option("subscribe", "t").load().select("missing")')}`,
  `${read('.option("subscrib", "t").load()')}`,
  `await ${read('.option("subscribe", "t").load().explain("extended")')}`,
  `const password: number = "${CANARY}"; null.x`,
  `const q = await display(df, { queryName: "secret" }); await q.awaitTermination().catch((e) => console.log(e)); q.status`,
  `[q.exception, q.lastProgress, q.recentProgress, df, session]`,
  `console.log(JSON.stringify(df.plan)); df.plan`,
  `session.read.format("http").option("apiKey", "${CANARY}").option("authorization", "Bearer ${CANARY}").load().plan`,
  `await session.read.format("kafka").option("kafka.sasl.pasword", "${CANARY}").load().count()`,
  `await session.read.schema("a INT").json("ftp://user:${CANARY}@127.0.0.1:1/a").count()`,
  `console.log(session.read.format("json").option("path", "https://user:${CANARY}@127.0.0.1:1")); session.read.option("apiKey", "${CANARY}")`,
  `session.read.option("kafka.sasl.password", "${CANARY}").load(`,
  `const address = "https://user:${CANARY}@127.0.0.1:1" +* 3`,
  `const settings: { password: "none" } = { password: "${CANARY}" } as const`,
  `const secret = "${CANARY}"; const settings = { "kafka.sasl.password": "${CANARY}" } as const`,
  `await prompt("Is it ${CANARY}?")`,
  `console.error("the login is", "${CANARY}"); throw new Error("login ${CANARY}")`,
];

const kernel = sharedKernel();

test('nothing that a notebook shows holds a secret of its options', { timeout: 60_000 }, async () => {
  const from = kernel().received.length;
  for (const code of CELLS) await kernel().run(code, { stop_on_error: false });
  for (const code of ['password', 'secret', 'settings'])
    await kernel().request('shell', 'inspect_request', { code, cursor_pos: code.length });
  const shown = kernel()
    .received.slice(from)
    .filter(({ header }) => header.msg_type !== 'execute_input');
  expect(shown.length).toBeGreaterThan(CELLS.length * 2);
  const texts = JSON.stringify(shown.map(({ content }) => content));
  expect(texts).toContain('127.0.0.1:1');
  expect(texts.split(CANARY).map((before) => before.slice(-200))).toHaveLength(1);
});

test('outputs of a saved notebook do not, either', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-secret-'));
  const cell = (source: string, id: number): object => ({
    id: `c${id}`,
    cell_type: 'code',
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  });
  const cells = [CELLS[0]!, CELLS[5]!].map(cell);
  writeFileSync(join(folder, 'a.ipynb'), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
  const bin = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url));
  const run = spawnSync(process.execPath, [bin, 'run', 'a.ipynb', '--out', 'b.ipynb'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const saved = JSON.parse(readFileSync(join(folder, 'b.ipynb'), 'utf8')) as { cells: { outputs: unknown[] }[] };
  const outputs = JSON.stringify(saved.cells.map((c) => c.outputs));
  expect(outputs).toContain('127.0.0.1:1');
  expect(outputs + run.stdout + run.stderr).not.toContain(CANARY);
  rmSync(folder, { recursive: true });
});
