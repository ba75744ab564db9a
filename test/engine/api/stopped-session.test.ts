import { expect, test } from 'vitest';
import { MillraceSession } from '../../../index.ts';

test('a session that was stopped says so to every call, and may be stopped again', async () => {
  const session = await MillraceSession.builder.create();
  const df = session.range(3);
  await session.stop();
  await session.stop();
  for (const call of [df.collect(), df.schema(), session.conf.set('a', 'b'), session.interruptAll()]) {
    await expect(call).rejects.toMatchObject({ condition: 'ENGINE_STOPPED' });
  }
});
