import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NexmarkGenerator, USUAL_SETTINGS } from './generator.ts';
import { STREAM_NAMES, type StreamName } from './streams.ts';

const TIMES: ReadonlySet<string> = new Set(['dateTime', 'expires']);

/**
 * Writes events as JSON files, a folder for each stream and a file for each batch; keeps a folder that holds them already.
 *
 * @param rate events for each second of event time
 */
export function writeEvents(directory: string, events: number, perBatch: number, rate: number): string {
  const folder = join(directory, `nexmark-${events}-${perBatch}-${rate}`);
  if (existsSync(join(folder, 'whole'))) return folder;
  for (const name of STREAM_NAMES) mkdirSync(join(folder, name), { recursive: true });
  const generator = new NexmarkGenerator({ ...USUAL_SETTINGS, rate });
  for (let from = 0; from < events; from += perBatch) {
    const lines: Record<StreamName, string[]> = { person: [], auction: [], bid: [] };
    for (let e = from; e < Math.min(from + perBatch, events); e++) {
      const { kind, event } = generator.at(e);
      lines[kind].push(
        JSON.stringify(event, (key, value: unknown) => (TIMES.has(key) ? new Date(value as number) : value)),
      );
    }
    const file = `${String(from).padStart(10, '0')}.json`;
    for (const name of STREAM_NAMES)
      writeFileSync(join(folder, name, file), `${lines[name].join('\n')}\n`, { flush: true });
  }
  writeFileSync(join(folder, 'whole'), '');
  return folder;
}
