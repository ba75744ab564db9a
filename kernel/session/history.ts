import type { JsonObject } from '../wire/message.ts';

interface Entry {
  readonly line: number;
  readonly input: string;
  output: string | null;
}

/** What was executed in this kernel, for `history_request`. */
export interface History {
  add(line: number, input: string): void;
  setOutput(line: number, output: string): void;
  /** Answers a request of kind tail, range or search with `[session, line, input]` or `[session, line, [input, output]]`. */
  answer(request: JsonObject): unknown[][];
}

const SESSION = 1;

export function createHistory(): History {
  const entries: Entry[] = [];

  const select = (request: JsonObject): Entry[] => {
    const n = typeof request['n'] === 'number' ? request['n'] : entries.length;
    switch (request['hist_access_type']) {
      case 'range': {
        const session = Number(request['session'] ?? 0);
        if (session !== 0 && session !== SESSION) return [];
        const start = Number(request['start'] ?? 0);
        const stop = typeof request['stop'] === 'number' ? request['stop'] : Infinity;
        return entries.filter(({ line }) => line >= start && line < stop);
      }
      case 'search': {
        const pattern = globPattern(String(request['pattern'] ?? '*'));
        let found = entries.filter(({ input }) => pattern.test(input));
        if (request['unique'] === true)
          found = found.filter((e, i) => !found.some((l, j) => j > i && l.input === e.input));
        return tail(found, n);
      }
      default:
        return tail(entries, n);
    }
  };

  return {
    add: (line, input) => void entries.push({ line, input, output: null }),
    setOutput(line, output) {
      const entry = entries.findLast((candidate) => candidate.line === line);
      if (entry !== undefined) entry.output = output;
    },
    answer: (request) =>
      select(request).map(({ line, input, output }) => [
        SESSION,
        line,
        request['output'] === true ? [input, output] : input,
      ]),
  };
}

function tail(entries: readonly Entry[], n: number): Entry[] {
  return n <= 0 ? [] : entries.slice(-n);
}

/** A pattern in which `*` stands for any text and `?` for any character. */
function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^]*')
    .replace(/\?/g, '[^]');
  return new RegExp(`^${source}$`);
}
