import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { LOCAL_FILES } from '../../../engine/runtime/local-file-store.ts';
import { fileStoreConformance } from './file-store-conformance.ts';

const root = mkdtempSync(join(tmpdir(), 'millrace-files-'));
afterAll(() => rmSync(root, { recursive: true }));

fileStoreConformance('the local disk', () => ({
  store: LOCAL_FILES,
  folder: mkdtempSync(join(root, 'store-')),
  makeFolder: (path) => void mkdirSync(path),
  remove: (path) => rmSync(path),
  link: (from, to) => symlinkSync(from, to),
  makeOdd: (path) => void execFileSync('mkfifo', [path]),
}));
