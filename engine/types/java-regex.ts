import { RuntimeError } from './errors.ts';

const POSIX: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\x0B\\f\\r',
};

/** A regular expression of Java's syntax as JavaScript's, for the constructs that both know. */
export function javaRegex(pattern: string, flags: string, functionName = 'regexp'): RegExp {
  const inlineFlags = /^\(\?([ismux]+)\)/.exec(pattern);
  const extra = (inlineFlags?.[1] ?? '').replace(/[ux]/g, '');
  for (const unicode of ['u', '']) {
    try {
      const body = translated(inlineFlags === null ? pattern : pattern.slice(inlineFlags[0].length));
      return new RegExp(body, [...new Set(flags + extra + unicode)].join(''));
    } catch {
      // Without the u flag JavaScript takes escapes that Java takes too.
    }
  }
  throw new RuntimeError({
    condition: 'INVALID_PARAMETER_VALUE.PATTERN',
    sqlState: '22023',
    message: `The value of parameter(s) \`regexp\` in \`${functionName}\` is invalid: '${pattern}'.`,
  });
}

/** Letters after a backslash that mean something to Java. */
const KNOWN_ESCAPES = /^[tnrfaecxu0dDhHsSvVwWbBAGZzQEpPkNRX]$/;

function translated(pattern: string): string {
  let inClass = 0;
  return pattern.replace(
    /\\Q([\s\S]*?)(?:\\E|$)|\\p\{(\w+)\}|\\P\{(\w+)\}|\\([AzZhH])|\\[\s\S]|\[\^?|\]|([*+?}])\+|\(\?<([A-Za-z]\w*)>/g,
    (text, quoted?: string, posix?: string, notPosix?: string, anchor?: string, possessive?: string) => {
      if (/^\\[A-Za-z]$/.test(text) && !KNOWN_ESCAPES.test(text[1]!)) throw new SyntaxError(text);
      if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|\/]/g, '\\$&');
      if (posix !== undefined && POSIX[posix] !== undefined) return inClass > 0 ? POSIX[posix]! : `[${POSIX[posix]}]`;
      if (notPosix !== undefined && POSIX[notPosix] !== undefined) return `[^${POSIX[notPosix]}]`;
      if (anchor === 'A') return '^';
      if (anchor === 'z' || anchor === 'Z') return '$';
      if (anchor === 'h') return inClass > 0 ? ' \\t' : '[ \\t]';
      if (anchor === 'H') return '[^ \\t]';
      if (text.startsWith('[')) inClass++;
      if (text === ']') inClass = Math.max(0, inClass - 1);
      return possessive !== undefined && inClass === 0 ? possessive : text;
    },
  );
}

const cache = new Map<string, RegExp>();
let last: { readonly pattern: string; readonly flags: string; readonly name: string; readonly regex: RegExp } | null =
  null;

/** The same, kept: patterns are few and come again for each row. */
export function cachedRegex(pattern: string, flags: string, functionName: string): RegExp {
  if (last === null || last.pattern !== pattern || last.flags !== flags || last.name !== functionName) {
    last = { pattern, flags, name: functionName, regex: keptRegex(pattern, flags, functionName) };
  }
  last.regex.lastIndex = 0;
  return last.regex;
}

function keptRegex(pattern: string, flags: string, functionName: string): RegExp {
  const key = `${flags}/${functionName}/${pattern}`;
  let regex = cache.get(key);
  if (regex === undefined) {
    if (cache.size > 500) cache.clear();
    regex = javaRegex(pattern, flags, functionName);
    cache.set(key, regex);
  }
  return regex;
}
