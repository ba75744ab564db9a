/** Two copies of the package know each other's objects by these marks, never by `instanceof`. */
export const COLUMN: unique symbol = Symbol.for('millrace.column');
export const DATA_FRAME: unique symbol = Symbol.for('millrace.dataFrame');
export const OBSERVATION: unique symbol = Symbol.for('millrace.observation');
export const MEMORY_STREAM: unique symbol = Symbol.for('millrace.memoryStream');

/** Whether an object has a mark; false for what cannot be looked at. */
export function hasBrand(value: unknown, brand: symbol): boolean {
  try {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
  } catch {
    // a revoked proxy, or one that throws
    return false;
  }
}
