/** A whole number of a command's option. @throws Error that says what is wanted */
export function wholeNumber(name: string, text: string | undefined, fallback: number, least = 1): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${name} ${text} is no whole number of at least ${least}.`);
}

/** A share such as `1%` or `0.01`. */
export function fraction(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (value >= 0 && value < 1) return value;
  throw new Error(`--${name} ${text} is no share. For example --${name} 1%.`);
}

export function hostAndPort(text: string): string {
  if (/^[^\s:]+:\d+$/.test(text)) return text;
  throw new Error(`--kafka ${text} is no address. For example --kafka localhost:9092.`);
}
