import { expect, test } from 'vitest';
import { createHistory } from '../../../kernel/session/history.ts';

const history = createHistory();
for (const [line, input] of [
  [1, 'a = 1'],
  [2, 'b.c()'],
  [3, 'a = 1'],
  [4, 'text'],
] as const)
  history.add(line, input);
history.setOutput(2, '42');

const lines = (request: object): unknown[] => history.answer({ ...request }).map(([, line]) => line);

test.each([
  [{ hist_access_type: 'tail', n: 2 }, [3, 4]],
  [{ hist_access_type: 'tail', n: 0 }, []],
  [{ hist_access_type: 'tail' }, [1, 2, 3, 4]],
  [{ hist_access_type: 'range', session: 0, start: 2, stop: 4 }, [2, 3]],
  [{ hist_access_type: 'range', session: 1, start: 3 }, [3, 4]],
  [{ hist_access_type: 'range', session: 7 }, []],
  [{ hist_access_type: 'search', pattern: 'a*' }, [1, 3]],
  [{ hist_access_type: 'search', pattern: 'a*', unique: true }, [3]],
  [{ hist_access_type: 'search', pattern: 'b.c()' }, [2]],
  [{ hist_access_type: 'search', pattern: 'b?c()' }, [2]],
  [{ hist_access_type: 'search', pattern: '*', n: 1 }, [4]],
])('%j is answered with lines %j', (request, expected) => {
  expect(lines(request)).toEqual(expected);
});

test('outputs come where they are asked for, null where there is none', () => {
  expect(history.answer({ hist_access_type: 'range', start: 2, stop: 4, output: true })).toEqual([
    [1, 2, ['b.c()', '42']],
    [1, 3, ['a = 1', null]],
  ]);
});
