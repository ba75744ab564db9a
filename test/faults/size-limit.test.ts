import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { runToEnd, stateless } from './faulty-query.ts';

const ROWS = 40_000;
/** Of 1024 bytes: room for the changelog, not for the rows. */
const LIMIT = 2048;

const program = fileURLToPath(new URL('owner-process.ts', import.meta.url));

test.skipIf(process.platform === 'win32')(
  'a part file that the limit on the size of files cuts off is told by its name and not committed; without the limit all rows arrive',
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-limit-'));
    mkdirSync(join(folder, 'in'));
    const row = (id: number): string =>
      JSON.stringify({ id, ts: '2026-01-01T00:00:00Z', k: 'a key of some length', v: id });
    writeFileSync(join(folder, 'in', 'rows.json'), Array.from({ length: ROWS }, (_, id) => row(id)).join('\n'));
    const limited = `ulimit -f ${LIMIT}; exec "$0" "$@"`;
    const { stdout } = spawnSync('bash', ['-c', limited, process.execPath, program, folder, 'stateless', 'run'], {
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/^refused .*FILE_[A-Z_]*.*part-00000-[^"]*\.json: /m);
    expect(readdirSync(join(folder, 'out')).filter((name) => name.includes('part-'))).toEqual([]);
    const session = await sessionOn(systemClock, nodeFileSystem());
    await runToEnd(stateless, session, folder);
    expect((await stateless.rows(session, folder)).length).toBe(ROWS);
    await session.stop();
    rmSync(folder, { recursive: true });
  },
);
