import { plainText } from './escape.ts';
import { groupDigits } from './format-number.ts';

const LONGEST = 60;

type Offsets = { readonly source: string; readonly start: string | null; readonly end: string | null };

/**
 * From where to where a batch read, short enough for a line: `88,100 → 90,508`; of several partitions the first and how
 * many more there are.
 */
export function offsetsText(sources: readonly Offsets[]): string {
  return sources
    .map(({ start, end }) => {
      const from = new Map(placesOf(start));
      const to = placesOf(end);
      const [first] = to;
      if (first === undefined) return '';
      const [name, last] = first;
      const more = to.length > 1 ? ` and ${to.length - 1} more` : '';
      return `${name === '' ? '' : `${name}: `}${from.get(name) ?? 'start'} → ${last}${more}`;
    })
    .filter((text) => text !== '')
    .join(', ');
}

/** The places that an offset names: one without a name, or one a partition. */
function placesOf(json: string | null): [name: string, place: string][] {
  if (json === null) return [];
  const value = parsed(json);
  if (typeof value !== 'object' || value === null) return [['', short(String(value))]];
  const fields = value as Record<string, unknown>;
  const counted = fields['offset'] ?? fields['logOffset'];
  if (typeof counted === 'number') return [['', groupDigits(String(counted))]];
  const topics = Object.entries(fields).filter(
    (entry): entry is [string, object] => typeof entry[1] === 'object' && entry[1] !== null,
  );
  const partitions = topics.flatMap(([topic, own]) => Object.entries(own).map(([id, at]) => ({ topic, id, at })));
  if (partitions.length === 0) return [['', short(json)]];
  if (partitions.length === 1) return [['', short(String(partitions[0]!.at))]];
  return partitions.map(({ topic, id, at }) => [
    plainText(topics.length > 1 ? `${topic} partition ${id}` : `partition ${id}`),
    short(String(at)),
  ]);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}

function short(text: string): string {
  const plain = groupDigits(plainText(text));
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}
