import { expect, test } from 'vitest';
import { sharedKernel } from './shared-kernel.ts';

const kernel = sharedKernel();

test('a type error is shown beside the result, with the line of the cell', async () => {
  const { id, result } = await kernel().run('const amount: number = 3\nconst text: string = amount\ntext');
  expect(result).toBe('3');
  const shown = await kernel().until(
    (m) => (m.parent as { msg_id?: string }).msg_id === id && m.content['name'] === 'stderr',
  );
  expect(shown.content['text']).toMatch(/TS2322.*not assignable.*\n.*line 2, column 7/);
});

test('%types error keeps a cell with type errors from running, %types off looks for none', async () => {
  await kernel().run('%types error');
  const stopped = await kernel().run('console.log("ran"); const wrong: string = 1');
  expect([stopped.reply['ename'], stopped.stdout]).toEqual(['TypeCheck', '']);
  expect((await kernel().run('const right: number = 1; right')).result).toBe('1');
  await kernel().run('%types off');
  expect((await kernel().run('const wrong: string = 1; wrong')).result).toBe('1');
  await kernel().run('%types warn');
});

test('an unknown magic names the known ones', async () => {
  const { reply } = await kernel().run('%nope');
  expect(String(reply['evalue'])).toMatch(/There is no %nope. There are: %types/);
});
