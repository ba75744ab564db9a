import { seededRandom } from '../../../engine/runtime/random.ts';

export interface OrderEventOptions {
  readonly seed: number;
  /** Share of the rows that come after a watermark of 10 seconds and the end of their minute. */
  readonly late: number;
  /** Event time of the first row. */
  readonly startMs: number;
  /** Rows a second of event time. */
  readonly perSecond: number;
}

export interface OrderEvent {
  readonly id: number;
  readonly value: string;
}

const COUNTRIES = ['PT', 'ES', 'FR', 'DE', 'IT', 'NL', 'BE', 'PL', 'SE', 'IE', 'AT', 'GR'];
const PRODUCTS = ['coffee', 'tea', 'bread', 'cheese', 'apples', 'rice', 'olives', 'fish'];
/** How far the times of rows in a row may lie apart: less than the 10 seconds a query waits. */
const DISORDER_MS = 8000;
const LATE_FROM_MS = 90_000;
const LATE_SPREAD_MS = 60_000;

/** Orders of a shop, the same for the same seed and start. */
export function* orderEvents({ seed, late, startMs, perSecond }: OrderEventOptions): Generator<OrderEvent, never> {
  const random = seededRandom(seed);
  for (let id = 1; ; id++) {
    const nowMs = startMs + Math.floor(((id - 1) * 1000) / perSecond);
    const behind =
      late > 0 && random() < late ? LATE_FROM_MS + random() * LATE_SPREAD_MS : random() * random() * DISORDER_MS;
    const ts = new Date(nowMs - Math.floor(behind)).toISOString();
    // Countries are not equally common, or every line of a chart would look the same.
    const country = COUNTRIES[Math.floor(random() * random() * COUNTRIES.length)]!;
    const product = PRODUCTS[Math.floor(random() * PRODUCTS.length)]!;
    const quantity = 1 + Math.floor(random() * 5);
    const amount = (Math.floor(random() * 9900) + 100) / 100;
    const value = `{"id":${id},"ts":"${ts}","country":"${country}","product":"${product}","quantity":${quantity},"amount":${amount}}`;
    yield { id, value };
  }
}
