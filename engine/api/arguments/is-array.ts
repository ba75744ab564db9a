/** Whether a value is an array; false for what cannot be looked at. */
export function isArray(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    // a revoked proxy
    return false;
  }
}
