import type { MillraceSession } from '../../../index.ts';

/** Does something under the settings of one case, which are taken back behind it. */
export async function withConf<T>(
  session: MillraceSession,
  conf: Readonly<Record<string, string>>,
  act: () => Promise<T>,
): Promise<T> {
  try {
    for (const [name, value] of Object.entries(conf)) await session.conf.set(name, value);
    return await act();
  } finally {
    await resetConf(session, Object.keys(conf));
  }
}

/** Gives settings the values again that all cases have. */
export async function resetConf(session: MillraceSession, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (name === 'spark.sql.session.timeZone') await session.conf.set(name, 'UTC');
    else await session.conf.unset(name);
  }
}
