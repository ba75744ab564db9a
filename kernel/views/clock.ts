/** Time as the views use it, so that tests can turn it by hand. */
export interface ViewClock {
  now(): number;
  /** Runs `action` after `ms`; the returned function cancels it. */
  after(ms: number, action: () => void): () => void;
}

/** The machine's clock; its timers do not hold the process alive. */
export const systemClock: ViewClock = {
  now: () => Date.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms).unref();
    return () => clearTimeout(timer);
  },
};
