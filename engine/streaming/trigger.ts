import { ArgumentError } from '../types/errors.ts';

/** When batches run. */
export type Trigger =
  | { readonly kind: 'default' }
  | { readonly kind: 'processingTime'; readonly intervalMs: number }
  | { readonly kind: 'once' }
  | { readonly kind: 'availableNow' }
  /** Only when `query.step()` is called. */
  | { readonly kind: 'manual' };

/** The trigger in words, for headers and `explain`. */
export function triggerText(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'default':
      return 'as fast as possible';
    case 'processingTime':
      return `every ${durationText(trigger.intervalMs)}`;
    case 'once':
      return 'once';
    case 'availableNow':
      return 'available now';
    case 'manual':
      return 'manual';
  }
}

function durationText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds} s`;
  const minutes = seconds / 60;
  return minutes < 60 ? `${minutes} min` : `${minutes / 60} h`;
}

/** When the next batch of a processing-time trigger is due: at multiples of the interval since the epoch. */
export const nextTick = (now: number, intervalMs: number): number =>
  intervalMs === 0 ? now : Math.floor(now / intervalMs) * intervalMs + intervalMs;

/** A trigger whose interval can be waited for. @throws ArgumentError INVALID_TRIGGER_INTERVAL */
export function checkedTrigger(trigger: Trigger): Trigger {
  if (trigger.kind !== 'processingTime') return trigger;
  const { intervalMs } = trigger;
  if (Number.isFinite(intervalMs) && intervalMs >= 0) return trigger;
  throw new ArgumentError({
    condition: 'INVALID_TRIGGER_INTERVAL',
    message: `The trigger interval ${intervalMs} ms is not a duration.`,
    hint: 'Write for example trigger({ processingTime: "2 seconds" }).',
  });
}
