import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../engine/runtime/random.ts';

export interface EventFiles {
  readonly directory: string;
  readonly files: number;
  readonly rowsPerFile: number;
}

/** What the events of a benchmark are like. */
export interface EventKind {
  readonly keys: number;
  /** Event time between two rows, microseconds. */
  readonly stepMicros: number;
}

/** A thousand keys, 5,000 rows a second. */
const USUAL: EventKind = { keys: 1000, stepMicros: 200 };
const DISORDER_MS = 1000;

/** Writes seeded JSON files of orders, one row about 100 bytes; keeps a folder that holds them already. */
export function writeEventFiles(
  directory: string,
  files: number,
  rowsPerFile: number,
  seed: number,
  { keys, stepMicros }: EventKind = USUAL,
): EventFiles {
  const kind = keys === USUAL.keys && stepMicros === USUAL.stepMicros ? '' : `-${keys}-${stepMicros}`;
  const folder = join(directory, `events-${files}x${rowsPerFile}-${seed}${kind}`);
  const made = { directory: folder, files, rowsPerFile };
  if (existsSync(folder) && readdirSync(folder).length === files) return made;
  mkdirSync(folder, { recursive: true });
  const random = seededRandom(seed);
  let micros = Date.UTC(2026, 0, 1) * 1000;
  for (let f = 0; f < files; f++) {
    const lines: string[] = [];
    for (let i = 0; i < rowsPerFile; i++) {
      micros += stepMicros;
      const ts = new Date(Math.floor(micros / 1000 - random() * DISORDER_MS)).toISOString();
      const key = `key-${String(Math.floor(random() * keys)).padStart(6, '0')}`;
      const value = Math.floor(random() * 4000) / 4;
      const region = `r-${Math.floor(random() * 16)}`;
      const qty = Math.floor(random() * 10);
      lines.push(
        `{"id":${f * rowsPerFile + i},"ts":"${ts}","key":"${key}","region":"${region}","value":${value},"qty":${qty}}\n`,
      );
    }
    const path = join(folder, `${String(f).padStart(6, '0')}.json`);
    // on the disk before anything is measured: writing it back later would slow both sides
    writeFileSync(path, lines.join(''), { flush: true });
    utimesSync(path, f + 1, f + 1);
  }
  return made;
}
