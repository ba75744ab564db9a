import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What was copied, by the digest it had: a file that still has it was not changed here. */
const COPIED = '.copied.json';

/**
 * Copies notebooks and their data to where people may change them, so that running them leaves the checkout as it is.
 * A copy that was changed stays; one that was not is renewed.
 */
export function workingCopy(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const record = join(to, COPIED);
  const copied = existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as Record<string, string>) : {};
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(ipynb|json)$/.test(name) || name.includes('.ipynb_checkpoints')) continue;
    const [source, target] = [join(from, name), join(to, name)];
    if (existsSync(target) && digest(target) !== copied[name]) continue;
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target);
    copied[name] = digest(source);
  }
  writeFileSync(record, JSON.stringify(copied));
}

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
