import { editDistance } from './edit-distance.ts';

type Distance = (a: string, b: string) => number;

/** The candidates nearest to a misspelt name, best first, as Spark lists them. */
export const nearestNames = (name: string, candidates: Iterable<string>, most = 5): string[] =>
  byDistance(name, candidates, editDistance)
    .slice(0, most)
    .map((entry) => entry.candidate);

/** `Did you mean "upper"?`: the nearest candidate and those nearly as near; nothing when none is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const near = byDistance(name, candidates, typingDistance)
    .filter(({ candidate, distance }) => isNear(name, candidate, distance))
    .slice(0, 3);
  const meant = near.filter(({ distance }) => distance <= near[0]!.distance + 1).map((entry) => entry.candidate);
  return meant.length === 0 ? '' : `Did you mean ${meant.join(' or ')}?`;
}

/** A third of the letters may be wrong; whoever wrote the beginning, or more than all of it, meant it too. */
function isNear(name: string, candidate: string, distance: number): boolean {
  const [a, b] = [name.toLowerCase(), candidate.toLowerCase()];
  const shorter = Math.min(a.length, b.length);
  return (
    distance <= Math.floor((Math.max(a.length, b.length) + 1) / 3) ||
    (shorter >= 3 && (a.startsWith(b) || b.startsWith(a)))
  );
}

function byDistance(
  name: string,
  candidates: Iterable<string>,
  between: Distance,
): { candidate: string; distance: number }[] {
  const wanted = name.toLowerCase();
  return [...candidates]
    .map((candidate) => ({ candidate, distance: between(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
}

/** Letters put in, left out, replaced or swapped with their neighbour. */
function typingDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2]! + 1);
      current.push(best);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}
