/** The method by which a value says what `console.log` and a list under a cell print of it (Node's `util.inspect`). */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');
