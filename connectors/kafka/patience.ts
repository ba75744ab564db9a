import type { Options } from '../../engine/spi/source.ts';
import { wholeNumber } from './whole-number.ts';

/** How long a broker that does not answer is tried for. */
export interface Patience {
  /** Tries of one request without any answer. */
  readonly tries: number;
  /** Before the second try; doubled for each further one. */
  readonly firstWaitMs: number;
  /** Up to which it is doubled. */
  readonly longestWaitMs: number;
  /** From the first failure of a request on. */
  readonly totalMs: number;
  /** A broker from which nothing came for so long does not answer. */
  readonly silenceMs: number;
}

const LONGEST_WAIT_MS = 10_000;
const SILENCE_MS = 10_000;
const RUNNING = { tries: 12, firstWaitMs: 100, totalMs: 120_000 };
/** Nobody answered there yet: a wrong address is the likely reason. */
const NEW = { tries: 6, firstWaitMs: 100, totalMs: 20_000 };

/** The options that bound it. */
interface Names {
  readonly retries: string;
  readonly firstWaitMs: string;
  /** Null where there is none. */
  readonly longestWaitMs: string | null;
  readonly totalMs: string;
}

const SOURCE: Names = {
  retries: 'fetchOffset.numRetries',
  firstWaitMs: 'fetchOffset.retryIntervalMs',
  longestWaitMs: null,
  totalMs: 'kafkaConsumer.pollTimeoutMs',
};
const SINK: Names = {
  retries: 'kafka.retries',
  firstWaitMs: 'kafka.retry.backoff.ms',
  longestWaitMs: 'kafka.retry.backoff.max.ms',
  totalMs: 'kafka.delivery.timeout.ms',
};

/** Of a source or a sink, as its options say. @param known whether a broker has answered there before */
export type PatienceOf = (known: boolean) => Patience;

export const sourcePatience = (options: Options): PatienceOf => patience(options, SOURCE);
export const sinkPatience = (options: Options): PatienceOf => patience(options, SINK);

/** What to do about a query that gave up too early. */
export const longerPatience = (from: 'source' | 'sink'): string => {
  const names = from === 'source' ? SOURCE : SINK;
  return `${names.retries} and ${names.totalMs} let a query wait longer.`;
};

function patience(given: Options, names: Names): PatienceOf {
  const number = (name: string, least: number): number | undefined => wholeNumber(given, name, least);
  const retries = number(names.retries, 0);
  const firstWaitMs = number(names.firstWaitMs, 0);
  const longestWaitMs = names.longestWaitMs === null ? undefined : number(names.longestWaitMs, 0);
  const totalMs = number(names.totalMs, 1);
  const silenceMs = number('kafka.request.timeout.ms', 1) ?? SILENCE_MS;
  return (known) => {
    const usual = known ? RUNNING : NEW;
    return {
      tries: retries === undefined ? usual.tries : retries + 1,
      firstWaitMs: firstWaitMs ?? usual.firstWaitMs,
      longestWaitMs: longestWaitMs ?? LONGEST_WAIT_MS,
      totalMs: totalMs ?? usual.totalMs,
      silenceMs,
    };
  };
}
