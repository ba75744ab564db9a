import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../kernel/cli/kernelspec.ts';
import { readNotebook } from '../../kernel/cli/notebook-file.ts';
import { testBroker } from './kafka-broker.ts';

const broker = await testBroker();

describe.skipIf('reason' in broker)(
  `notebooks/kafka.ipynb${'reason' in broker ? ` (skipped: ${broker.reason})` : ''}`,
  () => {
    test(
      'runs from top to bottom; the header counts the rows that the topic at rest has more',
      { timeout: 120_000 },
      async () => {
        // a copy, in a folder that knows nothing of the checkout
        const folder = mkdtempSync(join(tmpdir(), 'millrace-kafka-notebook-'));
        const [notebook, done] = [join(folder, 'kafka.ipynb'), join(folder, 'done.ipynb')];
        copyFileSync(join(ROOT, 'notebooks/kafka.ipynb'), notebook);
        const { address } = broker as { address: string };
        const args = [join(ROOT, 'bin/millrace.mjs'), 'run', notebook, '--out', done];
        await promisify(execFile)(process.execPath, args, { env: { ...process.env, MILLRACE_KAFKA: address } });
        const shown = readNotebook(done)
          .cells.flatMap((cell) => cell.outputs ?? [])
          .map((output) =>
            String((output['data'] as Record<string, unknown> | undefined)?.['text/plain'] ?? output['text'] ?? ''),
          )
          .join('\n');
        const late = /: (\d+) came too late/.exec(shown)?.[1];
        const dropped = /([\d,]+) dropped/.exec(shown)?.[1]?.replaceAll(',', '');
        expect(Number(late)).toBeGreaterThan(100);
        expect(dropped).toBe(late);
      },
    );
  },
);
