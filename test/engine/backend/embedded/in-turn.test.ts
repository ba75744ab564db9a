import { describe, expect, test } from 'vitest';
import { InTurn } from '../../../../engine/backend/embedded/in-turn.ts';

describe('work about one subject', () => {
  test('is done in the order in which it was asked for, that of another subject beside it', async () => {
    const turns = new InTurn();
    const done: string[] = [];
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const first = turns.after('a', async () => {
      await gate;
      done.push('a1');
    });
    const second = turns.after('a', async () => void done.push('a2'));
    await turns.after('b', async () => void done.push('b1'));
    expect(done).toEqual(['b1']);
    release();
    await Promise.all([first, second]);
    expect(done).toEqual(['b1', 'a1', 'a2']);
  });

  test('goes on after work that failed, which fails for who asked for it alone', async () => {
    const turns = new InTurn();
    const failing = turns.after('a', async () => {
      throw new Error('no');
    });
    const next = turns.after('a', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
