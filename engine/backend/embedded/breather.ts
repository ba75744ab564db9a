import { setImmediate } from 'node:timers/promises';

/** Time that one thread may keep for itself before it looks at its messages. */
const SLICE_MS = 8;

/** Gives the thread back to its messages when its slice is used up; costs nothing before. */
export function breather(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    const now = performance.now();
    if (now - last < SLICE_MS) return undefined;
    return setImmediate().then(() => {
      last = performance.now();
    });
  };
}
