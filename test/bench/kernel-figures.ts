import { createHash } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Times of two programs that did the same work in turn, in milliseconds. */
export interface Measured {
  readonly name: string;
  readonly ours: readonly number[];
  readonly peers: readonly number[];
  readonly peer: string;
  readonly unit: 'ms';
  /** What each side answered; must be equal. */
  readonly answers: readonly [ours: string, peers: string];
  readonly more?: Record<string, unknown>;
}

/** Prints the one line that ends a benchmark. Ratios are peer/ours: more is better. */
export function printFigures({ name, ours, peers, peer, unit, answers, more }: Measured): void {
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
  const value = median(ours);
  const peerValue = median(peers);
  console.log(
    JSON.stringify({
      name,
      value: round(value),
      unit,
      peer: { name: peer, value: round(peerValue) },
      ratio: round(peerValue / value),
      samples: ours.map(round),
      peerSamples: peers.map(round),
      rows: 0,
      fileSystem: `0x${statfsSync(tmpdir()).type.toString(16)}`,
      // Nothing durable is written here.
      fsyncP50Ms: null,
      digest: digest(answers[0]),
      peerDigest: digest(answers[1]),
      ...more,
    }),
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
