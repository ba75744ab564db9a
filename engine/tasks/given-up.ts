/** A task was given up by whoever asked for it. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}
