const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `18,432` */
export function count(value: number): string {
  return whole.format(value);
}

/** `3.1 ms`, `310 ms`, `4.1 s` */
export function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${(ms / 60_000).toFixed(1)} min`;
}
