import { ArgumentError } from '../../engine/types/errors.ts';

/** Whether a path names files by a pattern, as Spark sees it; what is meant literally stands behind a backslash. */
export const isPattern = (path: string): boolean => /[{}[\]*?\\]/.test(path);

/**
 * The test that Hadoop makes of one part of a pattern: `*`, `?`, `[a-c]`, `[^a]`, `[!a]`, `{a,b}` (also one within another),
 * `\` before a character that is meant.
 *
 * @throws ArgumentError java.io.IOException for a pattern that ends too early
 */
export function globMatcher(glob: string): RegExp {
  let source = '';
  let groups = 0;
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at]!;
    if (char === '\\') {
      if (++at === glob.length) throw illegalPattern(glob, 'Missing escaped character');
      source += literal(glob[at]!);
    } else if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else if (char === '{') {
      groups++;
      source += '(?:';
    } else if (char === '}' && groups > 0) {
      groups--;
      source += ')';
    } else if (char === ',' && groups > 0) source += '|';
    else if (char === '[') {
      const set = characterSet(glob, at);
      source += set.source;
      at = set.end;
    } else source += literal(char);
  }
  if (groups > 0) throw illegalPattern(glob, 'Unclosed group');
  try {
    return new RegExp(`^(?:${source})$`, 's');
  } catch {
    throw illegalPattern(glob, 'invalid character class range');
  }
}

/** One of a set of characters. A `]` that comes first is one of them. */
function characterSet(glob: string, start: number): { readonly source: string; readonly end: number } {
  let at = start + 1;
  const negated = glob[at] === '^' || glob[at] === '!';
  if (negated) at++;
  let source = '';
  for (const first = at; at < glob.length && (glob[at] !== ']' || at === first); at++) {
    if (glob[at] === '[') break;
    if (glob[at] === '\\') at++;
    source += glob[at] === '-' && glob[at - 1] !== '\\' ? '-' : literal(glob[at] ?? '');
  }
  if (glob[at] !== ']') throw illegalPattern(glob, 'Unclosed character class');
  return { source: `[${negated ? '^' : ''}${source}]`, end: at };
}

const literal = (char: string): string => (/[\w\s/]/.test(char) || char > '\x7f' ? char : `\\${char}`);

/** The characters of a part of a path that is no pattern. */
export const withoutEscapes = (part: string): string => part.replace(/\\(.)/gs, '$1');

/** A group with a slash in it stands for several paths: `{a/b,c/d}.json`. */
export function expandSlashGroups(path: string): string[] {
  const group = slashGroup(path);
  if (group === null) return [path];
  const { start, end, parts } = group;
  return parts.flatMap((part) => expandSlashGroups(path.slice(0, start) + part + path.slice(end + 1)));
}

/** The first outermost group that has a slash. */
function slashGroup(path: string): { start: number; end: number; parts: string[] } | null {
  for (let start = 0; start < path.length; start++) {
    if (path[start] === '\\') start++;
    else if (path[start] === '{') {
      const group = groupAt(path, start);
      if (group === null) return null;
      if (group.parts.some((part) => part.includes('/'))) return { start, ...group };
      start = group.end;
    }
  }
  return null;
}

function groupAt(path: string, start: number): { end: number; parts: string[] } | null {
  const parts: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start; at < path.length; at++) {
    const char = path[at];
    if (char === '\\') at++;
    else if (char === '{') depth++;
    else if (char === ',' && depth === 1) {
      parts.push(path.slice(from, at));
      from = at + 1;
    } else if (char === '}' && --depth === 0) return { end: at, parts: [...parts, path.slice(from, at)] };
  }
  return null;
}

const illegalPattern = (glob: string, reason: string): ArgumentError =>
  new ArgumentError({
    condition: 'java.io.IOException',
    message: `Illegal file pattern: error parsing regexp: ${reason} in \`${glob}\`.`,
    hint: 'A character of a pattern that is meant as itself stands behind a backslash: "a\\\\[1].json".',
  });
