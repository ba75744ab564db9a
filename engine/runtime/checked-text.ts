import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ExternalError } from '../types/errors.ts';
import { errorCode } from './disk-calls.ts';
import { fileFailure } from './file-failure.ts';
import { matchesChecksums } from './hadoop-checksum.ts';

/**
 * The text of a small file, null when it is not there. Where Hadoop wrote it, its checksums lie beside it.
 *
 * @throws ExternalError CHECKPOINT_FILE_CORRUPT when the checksums are not of this text
 */
export function readChecked(path: string): string | null {
  const bytes = bytesOf(path);
  if (bytes === null) return null;
  const checksums = bytesOf(join(dirname(path), `.${basename(path)}.crc`));
  if (checksums !== null && !matchesChecksums(bytes, checksums)) throw damaged(path);
  return bytes.toString('utf8');
}

function bytesOf(path: string): Buffer | null {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw fileFailure(error, path, 'read the file');
  }
}

const damaged = (path: string): ExternalError =>
  new ExternalError({
    condition: 'CHECKPOINT_FILE_CORRUPT',
    message: `The file ${path} is damaged: it is not what the checksums in .${basename(path)}.crc beside it are of.`,
    hint: 'Restore both files from a copy.',
  });
