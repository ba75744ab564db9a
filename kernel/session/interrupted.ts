import type { Outcome } from './session-messages.ts';

/** Ends a cell whose code was told to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('The cell was interrupted. Its variables are kept.');
  }
}

/** What the kernel process says of a cell whose session heard of the interrupt and lost the end of the cell with it. */
export function interruptedOutcome(): Outcome {
  const { name, message } = new Interrupted();
  return { status: 'error', ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}
