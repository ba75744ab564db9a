/** The one byte that the kernel process sends to the watchdog of a session process. */
export const TERMINATE = 1;
