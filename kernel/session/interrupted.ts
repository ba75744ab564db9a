/** Ends a cell whose code was told to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('The cell was interrupted. Its variables are kept.');
  }
}
