/** Bytes that the kernel process sends to the watchdog of a session process. */

/** Ends what runs if a cell's code is on the stack. */
export const END_CELL = 1;
/** Ends whatever runs, but for the session's own reading of its channel. */
export const END_ANY = 2;
/** Asks for the end of all that was asked before; the watchdog answers with the same byte. */
export const SETTLED = 3;
