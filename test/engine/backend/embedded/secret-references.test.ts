import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isSecretOption, revealed, specOf } from '../../../../engine/backend/embedded/secret-references.ts';
import { nodeFileSystem } from '../../../../engine/runtime/node-file-system.ts';
import type { OptionSpec } from '../../../../engine/spi/source.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'millrace-secrets-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fileSystem = nodeFileSystem();

describe('options that say where a secret is', () => {
  const SPECS: readonly OptionSpec[] = [
    { name: 'user', description: '' },
    { name: 'token', description: '', secret: true },
    { name: 'kafka.', description: '', prefix: true },
  ];
  const read = (options: Record<string, string>): Promise<unknown> => revealed(options, SPECS, fileSystem);

  test('are found by name in any case, by prefix too', () => {
    expect([specOf(SPECS, 'TOKEN')?.name, specOf(SPECS, 'Kafka.x')?.name, specOf(SPECS, 'kafka')?.name]).toEqual([
      'token',
      'kafka.',
      undefined,
    ]);
    expect([
      isSecretOption(SPECS[1], 'token'),
      isSecretOption(SPECS[2], 'kafka.ssl.key.password'),
      isSecretOption(SPECS[0], 'user'),
    ]).toEqual([true, true, false]);
  });

  test('are read from the environment and from files, without the line break at the end', async () => {
    process.env['MILLRACE_TEST_SECRET'] = 'from-env';
    writeFileSync(join(folder, 'secret'), 'from-file\n');
    const options = { token: 'env:MILLRACE_TEST_SECRET', 'kafka.ssl.key.password': `file:${join(folder, 'secret')}` };
    expect(await read(options)).toEqual({ token: 'from-env', 'kafka.ssl.key.password': 'from-file' });
    delete process.env['MILLRACE_TEST_SECRET'];
  });

  test('only where a secret is wanted', async () => {
    expect(await read({ user: 'env:HOME', token: 'plain' })).toEqual({ user: 'env:HOME', token: 'plain' });
  });

  test.each([
    ['env:MILLRACE_NOT_THERE', /no environment variable MILLRACE_NOT_THERE/],
    ['file:/not/there', /cannot be read/],
  ])('%s is refused, with the way to mend it', async (reference, message) => {
    await expect(read({ token: reference })).rejects.toThrow(message);
    await expect(read({ token: reference })).rejects.toMatchObject({ condition: 'SECRET_NOT_FOUND' });
  });

  test('that hold nothing are refused', async () => {
    writeFileSync(join(folder, 'empty'), '\n');
    await expect(read({ token: `file:${join(folder, 'empty')}` })).rejects.toThrow(/nothing in it/);
  });
});
