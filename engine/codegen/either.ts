/** `a || b`, shortened where one side is known. */
export function either(a: string, b: string): string {
  if (a === 'true' || b === 'true') return 'true';
  if (a === 'false') return b;
  if (b === 'false') return a;
  return `(${a} || ${b})`;
}
