import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { DataFrame } from '../../../../engine/api/data-frame.ts';
import { does, onASession, type Start } from '../operator-cases.ts';

onASession();

const folder = mkdtempSync(join(tmpdir(), 'millrace-scan-'));
writeFileSync(join(folder, 'a.json'), '{"a":1,"b":"x"}\n{"a":2}\n');
afterAll(() => rmSync(folder, { recursive: true }));
const file = ({ session }: Start): DataFrame => session.read.schema('a INT, b STRING').json(folder);

does({
  'gives the rows of a source that ends': {
    query: file,
    rows: [
      [1, 'x'],
      [2, null],
    ],
  },
  'reads only the columns that are wanted': {
    query: (start) => file(start).select('b'),
    rows: [['x'], [null]],
    plan: /Relation [^\n]*\[b\]/,
  },
  'is a DataSource to Spark Connect': {
    query: file,
    message: { read: { dataSource: { format: 'json', schema: 'a INT, b STRING', paths: [folder] } } },
  },
});
