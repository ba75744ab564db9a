import type { Clock } from '../spi/runtime.ts';
import type { BatchFacts } from './batch-report.ts';
import { isoMillis } from './progress.ts';

/** A watermark so much before the clock is no clock that is a little fast. */
const FAR_MS = 24 * 60 * 60 * 1000;
const YEAR_MS = 365.25 * FAR_MS;

/**
 * Notices an event so far in the future that its watermark drops what is still to come, and says once which row it was. The
 * rule stays Spark's: the row counts, and rows behind the watermark are dropped.
 */
export class FutureWatermark {
  private readonly clock: Clock;
  private readonly warn: (text: string, notice: string) => void;
  private told = false;

  constructor(clock: Clock, warn: (text: string, notice: string) => void) {
    this.clock = clock;
    this.warn = warn;
  }

  /** Rows of later event times are worth a closer look, microseconds. */
  get farMicros(): number {
    return this.told ? Infinity : (this.clock.now() + FAR_MS) * 1000;
  }

  /** Looks at the watermark after a batch. @param sources descriptions of the query's sources */
  check({ batchId, watermarkAfter, watermarks, starts, entry }: BatchFacts, sources: readonly string[]): void {
    const aheadMs = watermarkAfter - this.clock.now();
    if (this.told || aheadMs <= FAR_MS) return;
    this.told = true;
    const fars = watermarks.flatMap(({ seen }) => seen.far ?? []);
    const far = fars.length === 0 ? null : fars.reduce((a, b) => (b.micros > a.micros ? b : a));
    const event =
      far === null
        ? 'An event'
        : `The row ${far.row} in batch ${batchId}, of ${timeText(Math.floor(far.micros / 1000))},`;
    const text = `${event} moved the watermark to ${timeText(watermarkAfter)}, ${spanText(aheadMs)} ahead of the clock: rows before it are now dropped.`;
    const ranges = sources.map((source, i) => `${source} from ${place(starts[i])} to ${place(entry.offsets[i])}`);
    const origin = far === null ? 'It came in an earlier run of the query.' : `The batch read ${ranges.join('; ')}.`;
    this.warn(
      text,
      `${text} ${origin} Leave out such rows before withWatermark, for example .filter("ts < current_timestamp() + interval 1 day"), and start with a new checkpoint.`,
    );
  }
}

const place = (offset: unknown): string =>
  offset === null || offset === undefined ? 'the beginning' : JSON.stringify(offset);

/** `9999-12-31 23:59:59 UTC` */
const timeText = (ms: number): string => `${isoMillis(ms).replace('T', ' ').slice(0, -5)} UTC`;

const spanText = (ms: number): string =>
  ms >= YEAR_MS ? `${Math.round(ms / YEAR_MS)} years` : `${Math.round(ms / FAR_MS)} days`;
