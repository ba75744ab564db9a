import type { FromSession } from './session-messages.ts';

// User code may replace members of `process`, so the channel is taken once.
const sendToParent = process.send?.bind(process);

/** Sends to the kernel process; in order, and at once as far as the pipe takes it, also while user code spins. */
export function toKernel(message: FromSession): void {
  try {
    sendToParent?.(message);
  } catch (error) {
    if (message.kind === 'output') throw error;
  }
}
