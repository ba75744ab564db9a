import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../golden/found/', import.meta.url));

/** Adds a case and Spark's answer to the recorded ones. */
export function keepFound(kind: string, seed: number, answered: object): void {
  mkdirSync(FOLDER, { recursive: true });
  appendFileSync(join(FOLDER, `${kind}.jsonl`), `${JSON.stringify({ ...answered, id: `found/${kind}/${seed}` })}\n`);
}
