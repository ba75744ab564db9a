import { availableParallelism, totalmem } from 'node:os';
import { bytesOfText } from '../../types/byte-size.ts';
import { millisOfText } from '../../types/time-setting.ts';
import { ArgumentError } from '../../types/errors.ts';

const TIME_ZONE = 'spark.sql.session.timeZone';
const THREADS = 'millrace.threads';
const MEMORY = 'millrace.memory';
const IDLE_INTERVAL = 'spark.sql.streaming.noDataProgressEventInterval';
const RECENT_PROGRESS = 'spark.sql.streaming.numRecentProgressUpdates';
const WATERMARK_POLICY = 'spark.sql.streaming.multipleWatermarkPolicy';

/** The settings of a session, by Spark's names. */
export class EngineConf {
  private readonly values = new Map<string, string>([[TIME_ZONE, Intl.DateTimeFormat().resolvedOptions().timeZone]]);

  get(name: string): string | undefined {
    return this.values.get(name);
  }

  /** Whether a setting that is on by default was not switched off. */
  isOn(name: string): boolean {
    return this.values.get(name) !== 'false';
  }

  /** @throws ArgumentError INVALID_CONF_VALUE.REQUIREMENT */
  set(name: string, value: string | null): void {
    if (value === null) this.values.delete(name);
    else this.values.set(name, CHECKS[name]?.(value) ?? value);
  }

  /** How many threads a query may use: those of the machine unless `millrace.threads` says so. */
  get threads(): number {
    return Number(this.values.get(THREADS) ?? availableParallelism());
  }

  /** What a query may hold in memory, in bytes: half of the machine's unless `millrace.memory` says so. */
  get memoryBytes(): number {
    const set = this.values.get(MEMORY);
    return set === undefined ? totalmem() / 2 : bytesOfText(set)!;
  }

  /** How long a query without data is silent, in milliseconds. */
  get idleIntervalMs(): number {
    return millisOfText(this.values.get(IDLE_INTERVAL) ?? '10s')!;
  }

  get timeZone(): string {
    return this.values.get(TIME_ZONE) ?? 'UTC';
  }

  all(): Record<string, string> {
    return Object.fromEntries(this.values);
  }
}

function checkedPolicy(value: string): string {
  const policy = value.toLowerCase();
  if (policy === 'min' || policy === 'max') return policy;
  const valid = `Invalid value for '${WATERMARK_POLICY}'. Valid values are 'min' and 'max'.`;
  throw invalid(WATERMARK_POLICY, value, valid);
}

const MOST_THREADS = 1024;

function checkedThreads(value: string): string {
  const threads = Number(value);
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return String(threads);
  throw invalid(THREADS, value, `It must be a whole number from 1 to ${MOST_THREADS}.`);
}

function checkedMemory(value: string): string {
  const bytes = bytesOfText(value);
  if (bytes !== null && bytes > 0) return value;
  throw invalid(
    MEMORY,
    value,
    'It must be a size of at least one byte, such as 512m or 4g; a bare number is in bytes.',
  );
}

function checkedInterval(value: string): string {
  if (millisOfText(value) !== null) return value;
  throw invalid(IDLE_INTERVAL, value, 'It must be a time, such as 10s or 500ms; a bare number is in milliseconds.');
}

function checkedCount(value: string): string {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return value;
  throw invalid(RECENT_PROGRESS, value, 'It must be a whole number from 1.');
}

const CHECKS: Readonly<Record<string, (value: string) => string>> = {
  [WATERMARK_POLICY]: checkedPolicy,
  [THREADS]: checkedThreads,
  [MEMORY]: checkedMemory,
  [IDLE_INTERVAL]: checkedInterval,
  [RECENT_PROGRESS]: checkedCount,
};

const invalid = (name: string, value: string, requirement: string): ArgumentError =>
  new ArgumentError({
    condition: 'INVALID_CONF_VALUE.REQUIREMENT',
    sqlState: '22022',
    message: `The value '${value}' in the config "${name}" is invalid. ${requirement}`,
  });
