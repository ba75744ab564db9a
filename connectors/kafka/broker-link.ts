import type { Kafka, KafkaConfig } from 'kafkajs';
import type { Clock } from '../../engine/spi/runtime.ts';
import { isTransient, SilentBroker, whyOf, type Tried } from './kafka-failures.ts';
import { kafkajsClient } from './kafkajs-client.ts';
import type { PatienceOf } from './patience.ts';
import { WatchedSockets } from './watched-sockets.ts';

export interface LinkOptions {
  readonly config: KafkaConfig;
  /** As the user wrote it, for status and errors. */
  readonly servers: string;
  readonly clock: Clock;
  readonly patience: PatienceOf;
  /** Whether a broker has answered there in an earlier run. */
  readonly known: boolean;
  /** Aborts when whoever uses the link gives up. */
  readonly signal: AbortSignal;
  /** Hears what it waits for; null when it no longer does. */
  waiting(text: string | null): void;
}

/** What kafkajs is asked through: its cluster for a source, its producer for a sink. */
export interface LinkClient {
  connect(): Promise<void>;
}

/** A request, of one try. */
type Work<C, T> = (client: C, written: () => Promise<void>) => Promise<T>;

interface Link<C> {
  readonly client: C;
  readonly sockets: WatchedSockets;
  readonly ready: Promise<void>;
}

/** How often it is looked whether anything came. */
const LOOK_MS = 250;
/** A request that lasts longer is shown. */
const SHOWN_AFTER_MS = 2_000;
/** A broker that answers something is tried again sooner: it is there. */
const LONGEST_WAIT_THERE_MS = 1_000;

/**
 * A connection to the brokers that outlives its sockets. Each failure makes a new client: one of kafkajs 2.2.4 that lost
 * its connection in the middle of an answer takes the rest of it for the beginning of the next.
 */
export class BrokerLink<C extends LinkClient> {
  private readonly options: LinkOptions;
  private readonly make: (client: Kafka) => C;
  private current: Link<C> | null = null;
  private links = 0;
  private known: boolean;
  private closed = false;
  private told = false;

  constructor(options: LinkOptions, make: (client: Kafka) => C) {
    this.options = options;
    this.make = make;
    this.known = options.known;
  }

  /**
   * Asks something of a client, again and again while the broker is away or its partitions move.
   *
   * @param work gets the client, and what waits until all that was sent has left this process
   * @param refused what to throw of an error that no further try can mend, and of the last one when it gives up
   */
  async ask<T>(work: Work<C, T>, refused: (error: unknown, tried: Tried | null) => Promise<Error>): Promise<T> {
    const { clock, signal } = this.options;
    const started = clock.elapsed();
    const addresses = new Set<string>();
    let failing = Infinity;
    for (let tries = 1, unanswered = 1; ; tries++) {
      signal.throwIfAborted();
      // What was asked for ahead may come to its next request when the reader is gone.
      if (this.closed) throw new Error('the connection to Kafka was closed');
      const link = this.working();
      const came = link.sockets.came;
      const trouble: Trouble = { started, try: unanswered };
      try {
        const answer = await this.attempt(link, work, trouble);
        this.known = true;
        if (this.told) this.tell(null);
        return answer;
      } catch (error) {
        signal.throwIfAborted();
        if (!isTransient(error)) throw await refused(error, null);
        const answered = link.sockets.came > came;
        for (const address of link.sockets.addresses) addresses.add(address);
        this.drop(link);
        if (!answered) unanswered++;
        const { tries: most, firstWaitMs, longestWaitMs, totalMs } = this.options.patience(this.known);
        const longest = answered ? Math.min(LONGEST_WAIT_THERE_MS, longestWaitMs) : longestWaitMs;
        const waitMs = Math.min(firstWaitMs * 2 ** (tries - 1), longest);
        const now = clock.elapsed();
        const ms = now - started;
        // An answer that came slowly for long and then broke off is a failure of now.
        failing = Math.min(failing, error instanceof SilentBroker ? now - error.ms : now);
        if (this.closed || unanswered > most || now - failing + waitMs > totalMs)
          throw await refused(error, { tries, ms, addresses: [...addresses] });
        const why = error instanceof SilentBroker ? `no answer for ${seconds(ms)}` : whyOf(error);
        this.tell(`${why}, ${answered ? `try ${tries + 1}` : `try ${unanswered} of ${most}`}`);
        await clock.sleepUntil(clock.now() + waitMs, signal);
      }
    }
  }

  close(): void {
    this.closed = true;
    this.current?.sockets.destroy();
    this.current = null;
  }

  /** A broker ends connections that were idle for long. */
  private working(): Link<C> {
    if (this.current?.sockets.over === true) this.current = null;
    this.current ??= this.connect();
    return this.current;
  }

  private connect(): Link<C> {
    const { config } = this.options;
    const brokers = config.brokers as string[];
    const first = this.links++ % brokers.length;
    const sockets = new WatchedSockets();
    const kafka = kafkajsClient({
      connectionTimeout: 2500,
      authenticationTimeout: 5000,
      ...config,
      brokers: [...brokers.slice(first), ...brokers.slice(0, first)],
      // Silence is measured here, by bytes: a slow answer is no silence.
      enforceRequestTimeout: false,
      retry: { retries: brokers.length - 1, initialRetryTime: 50, maxRetryTime: 200 },
      socketFactory: sockets.factory,
    });
    const client = this.make(kafka);
    const ready = client.connect();
    ready.catch(() => undefined);
    return { client, sockets, ready };
  }

  /** Somebody else may have dropped it meanwhile and made a new one. */
  private drop(link: Link<C>): void {
    link.sockets.destroy();
    if (this.current === link) this.current = null;
  }

  private tell(text: string | null): void {
    this.told = text !== null;
    this.options.waiting(text === null ? null : `Waiting for the broker ${this.options.servers}: ${text}`);
  }

  /** One try, ended by the answer, by silence, or by whoever no longer wants it. */
  private async attempt<T>(link: Link<C>, work: Work<C, T>, trouble: Trouble): Promise<T> {
    const over = new AbortController();
    const asked = link.ready.then(() => work(link.client, () => link.sockets.written()));
    asked.catch(() => undefined);
    const aborted = new Promise<never>((_, reject) => {
      const { signal } = this.options;
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true, signal: over.signal });
    });
    try {
      return await Promise.race([asked, this.silence(link, trouble, over.signal), aborted]);
    } finally {
      over.abort();
    }
  }

  /** Rejects when nothing came for too long. */
  private async silence({ sockets }: Link<C>, trouble: Trouble, over: AbortSignal): Promise<never> {
    const { clock } = this.options;
    const { silenceMs, tries } = this.options.patience(this.known);
    const began = clock.elapsed();
    const before = sockets.came;
    let moved = { bytes: before + sockets.went, at: began };
    for (;;) {
      await clock.sleepUntil(clock.now() + Math.min(LOOK_MS, silenceMs), over);
      if (over.aborted) return new Promise<never>(() => undefined);
      const now = clock.elapsed();
      const bytes = sockets.came + sockets.went;
      if (bytes !== moved.bytes) moved = { bytes, at: now };
      if (now - moved.at >= silenceMs) throw new SilentBroker(silenceMs, now - moved.at);
      if (now - trouble.started < SHOWN_AFTER_MS) continue;
      const slow = sockets.came > before && now - moved.at < SHOWN_AFTER_MS;
      this.tell(
        slow
          ? `its answer comes slowly, ${Math.ceil((sockets.came - before) / 1024)} KiB in ${seconds(now - began)}`
          : `no answer for ${seconds(now - trouble.started)}, try ${trouble.try} of ${tries}`,
      );
    }
  }
}

interface Trouble {
  /** When the request was made first. */
  readonly started: number;
  readonly try: number;
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
