import { decodeText, type Texts } from './texts.ts';
import { RuntimeError } from '../types/errors.ts';
import { TextArena } from './text-arena.ts';
import type { TextVector } from './vector.ts';

/**
 * Strings as small integers. A query owns one interner; equal strings have equal ids for as long as its generation
 * lasts, so grouping and joining compare integers. Bytes are the identity: the hash only finds the place to look.
 */
export class Interner implements Texts {
  /** Bytes of all strings, one after the other. */
  arena: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  /** String `id` is `arena[offsets[id] .. offsets[id + 1])`: starts and ends are views of it. */
  private offsets: Int32Array;
  /** Two numbers a slot, so that a look-up reads one line of the cache: id + 1 (0 when free), and the hash. */
  private slots: Int32Array;
  private mask: number;
  private count = 0;
  /** Decoded texts; a text is made only when somebody asks for it. */
  private texts: (string | undefined)[] = [];
  /** Grows whenever ids change their meaning; caches by id belong to one generation. */
  generation = 0;

  constructor(capacity = 1024) {
    this.arena = new Uint8Array(capacity * 16);
    this.offsets = new Int32Array(capacity + 1);
    this.starts = this.offsets.subarray(0, capacity);
    this.ends = this.offsets.subarray(1);
    this.slots = new Int32Array(tableSize(capacity) * 2);
    this.mask = this.slots.length - 2;
  }

  /** Of very many texts each is rare. */
  get repeats(): boolean {
    return this.count <= FEW_TEXTS;
  }

  get size(): number {
    return this.count;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.arena.byteLength + this.offsets.byteLength + this.slots.byteLength;
  }

  /** Bytes of which texts make use: of few texts little is in use. */
  get used(): number {
    return Math.min(this.arena.byteLength, 2 * this.offsets[this.count]!) + 40 * this.count;
  }

  /** The id of a text. */
  intern(text: string): number {
    encoded.at = 0;
    encoded.putText(text);
    return this.internRange(encoded.arena, 0, encoded.at);
  }

  /** The id of a text, -2 when it is not held. */
  idOf(text: string): number {
    encoded.at = 0;
    encoded.putText(text);
    return this.idOfRange(encoded.arena, 0, encoded.at);
  }

  /** The id of the UTF-8 bytes `source[start .. end)`. */
  internRange(source: Uint8Array, start: number, end: number): number {
    return this.internBytes(source, start, end, hashBytes(source, start, end));
  }

  /** The id of the UTF-8 bytes `source[start .. end)`, -2 when they are not held. */
  idOfRange(source: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(source, start, end);
    const slot = this.slots[this.placeOf(source, start, end, hash)]!;
    return slot === 0 ? NOT_HELD : slot - 1;
  }

  /** The id of the UTF-8 bytes `source[start .. end)` whose `hashBytes` is `hash`. */
  internBytes(source: Uint8Array, start: number, end: number, hash: number): number {
    return this.internAt((hash << 1) & this.mask, source, start, end, hash);
  }

  /**
   * The ids of the texts `data[row]` of other texts, row by row; -1 where there is none. Among very many texts each look-up
   * waits for memory three times: here those of many rows wait together, each kind in a loop of its own.
   */
  internRows({ data, valid, texts }: TextVector, length: number): Int32Array {
    const ids = new Int32Array(length).fill(-1);
    const { arena, starts, ends } = texts;
    for (let from = 0; from < length; from += TOGETHER) {
      const to = Math.min(length, from + TOGETHER);
      while ((this.count + TOGETHER) * 4 > this.slots.length) this.rehash();
      for (let row = from; row < to; row++) {
        const text = data[row]!;
        hashes[row - from] = valid !== null && valid[row] === 0 ? 0 : hashBytes(arena, starts[text]!, ends[text]!);
      }
      this.findCandidates(to - from);
      for (let row = from; row < to; row++) {
        if (valid !== null && valid[row] === 0) continue;
        const text = data[row]!;
        const at = row - from;
        const [start, end, candidate] = [starts[text]!, ends[text]!, candidates[at]!];
        ids[row] =
          candidate >= 0 && this.holds(begins[at]!, lengths[at]!, arena, start, end)
            ? candidate
            : this.internAt(places[at]!, arena, start, end, hashes[at]!);
      }
    }
    return ids;
  }

  /** For the first hashes: where the first slot of that hash or the first free one lies, and the bytes of its text. */
  private findCandidates(count: number): void {
    const { slots, mask, offsets } = this;
    for (let i = 0; i < count; i++) {
      const hash = hashes[i]!;
      let place = (hash << 1) & mask;
      let slot = slots[place]!;
      while (slot !== 0 && slots[place + 1] !== hash) {
        place = (place + 2) & mask;
        slot = slots[place]!;
      }
      places[i] = place;
      candidates[i] = slot - 1;
    }
    for (let i = 0; i < count; i++) {
      const candidate = candidates[i]!;
      if (candidate < 0) continue;
      begins[i] = offsets[candidate]!;
      lengths[i] = offsets[candidate + 1]! - begins[i]!;
    }
  }

  /** Whether bytes of the arena are those. */
  private holds(at: number, length: number, source: Uint8Array, start: number, end: number): boolean {
    if (length !== end - start) return false;
    const { arena } = this;
    for (let i = start; i < end; i++) if (arena[at++] !== source[i]) return false;
    return true;
  }

  /** The id of bytes that lie at a place of the slots or behind it, if they are held. */
  private internAt(from: number, source: Uint8Array, start: number, end: number, hash: number): number {
    const place = this.placeFrom(from, source, start, end, hash);
    const slot = this.slots[place]!;
    return slot === 0 ? this.add(source, start, end, hash, place) : slot - 1;
  }

  /** Where bytes lie in the slots, or where they would. */
  private placeOf(source: Uint8Array, start: number, end: number, hash: number): number {
    return this.placeFrom((hash << 1) & this.mask, source, start, end, hash);
  }

  private placeFrom(from: number, source: Uint8Array, start: number, end: number, hash: number): number {
    const { slots, mask } = this;
    let place = from;
    for (let slot = slots[place]!; slot !== 0; slot = slots[place]!) {
      if (slots[place + 1] === hash && this.equals(slot - 1, source, start, end)) return place;
      place = (place + 2) & mask;
    }
    return place;
  }

  private equals(id: number, source: Uint8Array, start: number, end: number): boolean {
    const at = this.offsets[id]!;
    return this.holds(at, this.offsets[id + 1]! - at, source, start, end);
  }

  private add(source: Uint8Array, start: number, end: number, hash: number, place: number): number {
    const id = this.count;
    let at = this.offsets[id]!;
    const to = at + (end - start);
    if (to > this.arena.length) this.arena = grown(this.arena, to);
    if (id + 1 >= this.offsets.length) this.widen();
    const { arena } = this;
    for (let i = start; i < end; i++) arena[at++] = source[i]!;
    this.offsets[id + 1] = to;
    this.slots[place] = id + 1;
    this.slots[place + 1] = hash;
    this.count++;
    if (this.count * 4 > this.slots.length) this.rehash();
    return id;
  }

  private widen(): void {
    const wider = new Int32Array(this.offsets.length * 2);
    wider.set(this.offsets);
    this.offsets = wider;
    this.starts = wider.subarray(0, wider.length - 1);
    this.ends = wider.subarray(1);
  }

  private rehash(): void {
    const old = this.slots;
    const slots = new Int32Array(old.length * 2);
    const mask = slots.length - 2;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] === 0) continue;
      const hash = old[i + 1]!;
      let place = (hash << 1) & mask;
      while (slots[place] !== 0) place = (place + 2) & mask;
      slots[place] = old[i]!;
      slots[place + 1] = hash;
    }
    this.slots = slots;
    this.mask = mask;
  }

  /** The text of an id. */
  text(id: number): string {
    const known = this.texts[id];
    if (known !== undefined) return known;
    return (this.texts[id] = decodeText(this.arena, this.offsets[id]!, this.offsets[id + 1]!));
  }

  /** The UTF-8 bytes of an id; valid until the next `intern`. */
  bytesOf(id: number): Uint8Array {
    return this.arena.subarray(this.offsets[id]!, this.offsets[id + 1]!);
  }

  /**
   * Starts a new generation that holds only the marked ids.
   *
   * @param live one byte an id, 1 = still used
   * @returns the new id of every old one, -1 where it is gone
   */
  compact(live: Uint8Array): Int32Array {
    const renamed = new Int32Array(this.count).fill(-1);
    const { arena, offsets, count } = this;
    let kept = 0;
    for (let id = 0; id < count; id++) kept += live[id] === 1 ? 1 : 0;
    const fresh = new Interner(Math.max(1024, kept * 2));
    for (let id = 0; id < count; id++) {
      if (live[id] !== 1) continue;
      const start = offsets[id]!;
      const end = offsets[id + 1]!;
      renamed[id] = fresh.internBytes(arena, start, end, hashBytes(arena, start, end));
    }
    const { slots, mask, starts, ends } = fresh;
    Object.assign(this, { arena: fresh.arena, offsets: fresh.offsets, starts, ends, slots, mask });
    this.count = fresh.count;
    this.texts = [];
    this.generation++;
    return renamed;
  }
}

const FEW_TEXTS = 1 << 16;
/** Rows whose texts are looked up together: what they found on the way stays in the nearest cache. */
const TOGETHER = 2048;
const [hashes, places, candidates, begins, lengths] = Array.from({ length: 5 }, () => new Int32Array(TOGETHER)) as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];
/** A text on its way into an interner. */
const encoded = new TextArena();

/** FNV-1a with the length mixed in last: where a string is looked for, never what it is. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_SEED;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, HASH_PRIME);
  hash ^= end - start;
  return hash ^ (hash >>> 15);
}

/** For decoders that hash while they look for the end of a string. */
export const HASH_SEED = 0x811c9dc5 | 0;
export const HASH_PRIME = 16777619;

function tableSize(capacity: number): number {
  let size = 64;
  while (size < capacity * 2) size *= 2;
  return size;
}

function grown(bytes: Uint8Array, wanted: number): Uint8Array {
  if (wanted > LARGEST_ARENA) {
    throw new RuntimeError({
      condition: 'OUT_OF_MEMORY',
      message: 'The distinct texts that the query holds as keys take more than 2 GiB.',
      hint: 'Group, join or deduplicate by shorter texts (a hash of them, say), or by columns with fewer distinct values.',
    });
  }
  const wider = new Uint8Array(Math.min(LARGEST_ARENA, Math.max(wanted, bytes.length * 2)));
  wider.set(bytes);
  return wider;
}

/** Positions in the arena are 32-bit integers. */
const LARGEST_ARENA = 0x7fffffff;
/** No id; -1 stands for null. */
const NOT_HELD = -2;
