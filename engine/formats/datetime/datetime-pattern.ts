import { AnalysisError } from '../../types/errors.ts';

/** One piece of a DateTimeFormatter pattern: text to copy, or a letter and how often it stands there. */
export type PatternItem =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'optional'; readonly items: readonly PatternItem[] };

const cache = new Map<string, readonly PatternItem[]>();

/** The pieces of a pattern such as `yyyy-MM-dd'T'HH:mm[:ss]`. */
export function patternItems(pattern: string): readonly PatternItem[] {
  let items = cache.get(pattern);
  if (items === undefined) {
    items = read(pattern);
    cache.set(pattern, items);
  }
  return items;
}

/** Letters of weeks and of the old formatter, which the new one reads otherwise. */
const OLD_LETTERS = /[YWwu]/;
const LETTERS = /[GyMLdDEFahHkKmsSVzOXxZQq]/;
/** A text in quotes, in which two stand for one; two with nothing between are one. */
const QUOTED = /'(?:[^']|'')*'(?!')/y;

function read(pattern: string): PatternItem[] {
  const stack: PatternItem[][] = [[]];
  const add = (item: PatternItem): void => void stack.at(-1)!.push(item);
  for (let i = 0; i < pattern.length;) {
    const c = pattern[i]!;
    if (c === "'") {
      QUOTED.lastIndex = i;
      const quoted = QUOTED.exec(pattern)?.[0];
      if (quoted === undefined) throw invalidPattern(pattern);
      add({ kind: 'text', text: quoted.slice(1, -1).replaceAll("''", "'") || "'" });
      i += quoted.length;
    } else if (/[A-Za-z]/.test(c)) {
      let end = i;
      while (pattern[end] === c) end++;
      if (OLD_LETTERS.test(c)) throw crossVersion(pattern);
      if (!LETTERS.test(c) || end - i > mostOf(c) || (c === 'V' && end - i < 2)) throw invalidPattern(pattern);
      add({ kind: 'field', letter: c, count: end - i });
      i = end;
    } else if (c === '[') {
      stack.push([]);
      i++;
    } else if (c === ']') {
      const items = stack.pop()!;
      if (stack.length === 0) throw invalidPattern(pattern);
      add({ kind: 'optional', items });
      i++;
    } else if (c === '{' || c === '}' || c === '#') {
      throw invalidPattern(pattern);
    } else {
      add({ kind: 'text', text: c });
      i++;
    }
  }
  while (stack.length > 1) {
    const items = stack.pop()!;
    add({ kind: 'optional', items });
  }
  return stack[0]!;
}

function mostOf(letter: string): number {
  switch (letter) {
    case 'y':
      return 6;
    case 'D':
      return 3;
    case 'S':
      return 9;
    case 'd':
    case 'h':
    case 'H':
    case 'k':
    case 'K':
    case 'm':
    case 's':
    case 'V':
      return 2;
    case 'a':
    case 'F':
      return 1;
    case 'X':
    case 'x':
    case 'Z':
      return 5;
    default:
      return 4;
  }
}

const invalidPattern = (pattern: string): AnalysisError =>
  new AnalysisError({
    condition: 'INVALID_DATETIME_PATTERN.WITH_SUGGESTION',
    sqlState: '22007',
    message: `Unrecognized datetime pattern: '${pattern}'.`,
    hint: 'See the letters of datetime patterns in the documentation: y M d H m s S a z X and so on.',
  });

const crossVersion = (pattern: string): AnalysisError =>
  new AnalysisError({
    condition: 'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION',
    sqlState: '42K0B',
    message: `You may get a different result due to the upgrading to Spark >= 3.0: Fail to recognize '${pattern}' pattern in the DateTimeFormatter.`,
  });

export const MONTHS: readonly string[] = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore

export const WEEKDAYS: readonly string[] = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];
