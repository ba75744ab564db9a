import type { RecordBatch } from '../columnar/vector.ts';
import type { CutBatch, MicroBatchSource, Offset, ReadContext, StreamContext, StreamReader } from '../spi/source.ts';
import { starred } from '../types/secrets.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';

/** An offset for each source of a query; null where a source has none yet. */
export type Offsets = readonly (Offset | null)[];

/** The sources of a query, in the order of the offset log. */
export class StreamSources {
  /** Before they are opened. */
  static readonly none = new StreamSources([], []);
  readonly descriptions: readonly string[];
  private readonly opened: readonly MicroBatchSource[];

  private constructor(readers: readonly StreamReader[], opened: readonly MicroBatchSource[]) {
    this.descriptions = readers.map((reader) => starred(reader.description));
    this.opened = opened;
  }

  static async open(
    readers: readonly StreamReader[],
    checkpoint: Checkpoint,
    services: Omit<StreamContext, 'log' | 'notes'>,
  ): Promise<StreamSources> {
    const opened: MicroBatchSource[] = [];
    try {
      for (const [i, reader] of readers.entries()) {
        const notes = checkpoint.full(`millrace/sources/${i}`);
        opened.push(await reader.open({ ...services, log: checkpoint.sourceLog(i), notes }));
      }
    } catch (error) {
      await stopAll(opened);
      throw error;
    }
    return new StreamSources(readers, opened);
  }

  async prepareForAvailableNow(): Promise<void> {
    for (const source of this.opened) await source.prepareForAvailableNow?.();
  }

  /** Where the next batch would end. @param asking called before each source is asked, with its description */
  async latestOffsets(starts: Offsets, limited: boolean, asking: (description: string) => void): Promise<Offsets> {
    const ends: (Offset | null)[] = [];
    for (const [i, source] of this.opened.entries()) {
      asking(this.descriptions[i]!);
      ends.push(await source.latestOffset(starts[i] ?? null, limited));
    }
    return ends;
  }

  read(slot: number, start: Offset | null, end: Offset, context: ReadContext): AsyncIterable<RecordBatch> {
    return this.opened[slot]!.read(start, end, context);
  }

  /** The same rows in parts for other threads, null where the source is not cut. */
  async cut(slot: number, start: Offset | null, end: Offset): Promise<CutBatch | null> {
    return (await this.opened[slot]!.cut?.(start, end)) ?? null;
  }

  /** While the sink of a batch works: what the next one will probably read. */
  readAhead(): void {
    for (const source of this.opened) source.readAhead?.();
  }

  /** Whether the sources have all that they noted for these ends. */
  canRead(ends: Offsets): boolean {
    return this.opened.every((source, i) => {
      const end = ends[i] ?? null;
      return end === null || (source.canRead?.(end) ?? true);
    });
  }

  async commit(ends: Offsets): Promise<void> {
    for (const [i, source] of this.opened.entries()) {
      const end = ends[i];
      if (end !== null && end !== undefined) await source.commit(end);
    }
  }

  /** Rows that wait in the sources, null when one cannot tell. */
  async behind(ends: Offsets): Promise<number | null> {
    let total = 0;
    for (const [i, source] of this.opened.entries()) {
      if (source.reportLatest === undefined || source.rowsBetween === undefined) return null;
      const newest = await source.reportLatest();
      if (newest === null) continue;
      const rows = source.rowsBetween(ends[i] ?? null, newest);
      if (rows === null) return null;
      total += rows;
    }
    return total;
  }

  stop(): Promise<void> {
    return stopAll(this.opened);
  }
}

/** A source that cannot be stopped does not keep the others. */
async function stopAll(sources: readonly MicroBatchSource[]): Promise<void> {
  for (const source of sources) await source.stop().catch(() => undefined);
}

export const sameOffset = (a: Offset | null, b: Offset | null): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

/** Whether some source has something between two places. */
export const anyNew = (starts: Offsets, ends: Offsets): boolean =>
  ends.some((end, i) => end !== null && !sameOffset(end, starts[i] ?? null));
