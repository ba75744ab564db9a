/** The one byte that the kernel process sends to the watchdog of a session process, which answers with it when it is done. */
export const TERMINATE = 1;
