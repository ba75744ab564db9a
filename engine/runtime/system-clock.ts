import type { Clock } from '../spi/runtime.ts';

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleepUntil: (millis, signal) =>
    new Promise((done) => {
      const wait = millis - Date.now();
      if (wait <= 0 || signal?.aborted === true) return done();
      const timer = setTimeout(finish, Math.min(wait, 2 ** 31 - 1));
      signal?.addEventListener('abort', finish, { once: true });
      function finish(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        done();
      }
    }),
};
