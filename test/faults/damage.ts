import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { seededRandom } from '../../engine/runtime/random.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { quickFolder } from './quick-folder.ts';
import { countRows, endsWithin, noFaults, type FaultCounts } from './fault-counts.ts';
import { runToEnd, stateful, stateless, writeInput, type FaultyQuery } from './faulty-query.ts';

/** Batches before the damage: the logs have been written anew once. */
const BATCHES = 11;
const HANGS_MS = 20_000;

/** What is done to one file. */
interface Damage {
  readonly file: string;
  readonly text: string;
  apply(path: string): void;
}

/** A run's folder as it was left. Files name their paths, so it is always put back to the place where the run was. */
interface Victim {
  readonly query: FaultyQuery;
  readonly saved: string;
  readonly place: string;
  readonly expected: readonly string[];
}

export interface DamageOptions {
  readonly seed: number;
  /** How many; all there are when there are fewer. */
  readonly cases: number;
  readonly queries?: readonly FaultyQuery[];
}

/**
 * Damages each file of checkpoints and of the sink's log, one at a time, then goes on with the query: the answer must be that
 * of a run without damage, or an error that names the file.
 *
 * @param tell hears of every case that went wrong
 */
export async function damageFaults(
  { seed, cases, queries = [stateful, stateless] }: DamageOptions,
  tell: (text: string) => void = () => undefined,
): Promise<FaultCounts> {
  const counts = noFaults();
  const random = seededRandom(seed);
  const root = mkdtempSync(join(quickFolder(), 'millrace-damage-'));
  const session = await sessionOn(systemClock, nodeFileSystem());
  const kinds = queries.flatMap((query) => (['stopped', 'cut off'] as const).map((end) => ({ query, end })));
  try {
    for (const { query, end } of kinds) {
      const victim = await makeVictim(query, end, root, session);
      for (const damage of sampled(damages(victim.saved, random), Math.ceil(cases / kinds.length), random)) {
        const what = `${query.name}, ${end}: ${damage.text} ${damage.file}`;
        await tryDamage(counts, victim, damage, session, (text) => tell(`${what}: ${text}`));
      }
    }
  } finally {
    await session.stop();
    rmSync(root, { recursive: true, force: true });
  }
  return counts;
}

async function makeVictim(
  query: FaultyQuery,
  end: 'stopped' | 'cut off',
  root: string,
  session: MillraceSession,
): Promise<Victim> {
  const place = join(root, 'place');
  const saved = join(root, `${query.name} ${end}`);
  rmSync(place, { recursive: true, force: true });
  for (let batch = 0; batch < BATCHES; batch++) writeInput(place, batch);
  await runToEnd(query, session, place);
  // Once the last batch was done but for its commit, once all was.
  if (end === 'cut off') {
    const commits = join(place, 'checkpoint', 'commits');
    rmSync(join(commits, String(Math.max(...readdirSync(commits).map(Number).filter(Number.isInteger)))));
  }
  writeInput(place, BATCHES);
  copy(place, saved);
  await runToEnd(query, session, place);
  return { query, saved, place, expected: await query.rows(session, place) };
}

function copy(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));

/** Makes a folder what it was: what is new in it goes, what was written since or is gone comes back. */
function restore(from: string, to: string): void {
  const files = new Set(filesOf(from));
  for (const file of filesOf(to)) if (!files.has(file)) rmSync(join(to, file));
  for (const file of files) {
    const [saved, now] = [statSync(join(from, file)), statSync(join(to, file), { throwIfNoEntry: false })];
    if (now?.mtimeMs === saved.mtimeMs && now.size === saved.size) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file), { preserveTimestamps: true });
  }
}

/** By file: the file deleted, cut at each byte, and each of its bits turned: too many to write down, so they are drawn. */
function damages(folder: string, random: () => number): Damage[][] {
  const files = ['checkpoint', 'out/_spark_metadata'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
      .map((name) => join(part, name))
      .filter((file) => statSync(join(folder, file)).isFile()),
  );
  return files.map((file) => {
    const { size } = statSync(join(folder, file));
    const cuts = Array.from({ length: size }, (_, at): Damage => ({
      file,
      text: `cut to ${at} bytes`,
      apply: (path) => truncateSync(path, at),
    }));
    const turned = Array.from({ length: size }, (_, at): Damage => {
      const bit = Math.floor(random() * 8);
      return { file, text: `bit ${bit} of byte ${at} turned in`, apply: (path) => turnBit(path, at, bit) };
    });
    return [{ file, text: 'deleted', apply: (path) => rmSync(path) }, ...cuts, ...turned];
  });
}

function turnBit(path: string, at: number, bit: number): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= 1 << bit;
  writeFileSync(path, bytes);
}

/** The same number of cases from each file, as far as it has them: a large file must not hide the small ones. */
function sampled(all: readonly Damage[][], most: number, random: () => number): Damage[] {
  const share = Math.ceil(most / all.length);
  return all.flatMap(([deleted, ...others]) => [
    deleted!,
    ...others
      .map((damage) => ({ damage, at: random() }))
      .sort((a, b) => a.at - b.at)
      .slice(0, share - 1)
      .map(({ damage }) => damage),
  ]);
}

async function tryDamage(
  counts: FaultCounts,
  { query, saved, place, expected }: Victim,
  damage: Damage,
  session: MillraceSession,
  tell: (text: string) => void,
): Promise<void> {
  counts.tries++;
  for (const part of ['checkpoint', 'out']) restore(join(saved, part), join(place, part));
  damage.apply(join(place, damage.file));
  const ended = await endsWithin(
    HANGS_MS,
    runToEnd(query, session, place)
      .then(() => query.rows(session, place))
      .catch((error: unknown) => error as Error),
  );
  if (ended === null) {
    counts.hung++;
    tell('did not end');
  } else if (ended.value instanceof Error) {
    if (namesFile(ended.value.message, damage.file)) return;
    counts.unclear++;
    tell(ended.value.message);
  } else if (!countRows(counts, ended.value, expected)) tell('another answer');
}

/** The file itself, or, where a whole log is gone, what it was called. */
const namesFile = (message: string, file: string): boolean =>
  message.includes(file) || (file.includes('/changelog-') && message.includes('changelog-'));
