import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sinks, sources } from '../../connectors/index.ts';

const FOLDERS: Readonly<Record<string, string>> = {
  binaryFile: 'files',
  csv: 'files',
  json: 'files',
  text: 'files',
  'rate-micro-batch': 'rate',
  statestore: 'state',
  'state-metadata': 'state',
};
const page = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../connectors', FOLDERS[name] ?? name, 'README.md'), 'utf8');

/** Its only option is how the session itself finds the stream. */
const INTERNAL = 'memory-stream';
const definitions = [...sources, ...sinks].filter(({ name }) => name !== INTERNAL);

test.each(definitions.map((definition) => [definition.name, definition] as const))(
  'the page of %s names all its options',
  (name, { options }) => {
    const text = page(name);
    expect(options.map((option) => option.name).filter((option) => !text.includes(`\`${option}`))).toEqual([]);
  },
);
