/** Bytes that the kernel process sends to the watchdog of a session process. */
export const TERMINATE = 1;
/** Asks whether what was to be terminated is over; the watchdog answers with the same byte. */
export const SETTLED = 2;
