import { TextArena } from '../columnar/text-arena.ts';
import type { Texts } from '../columnar/texts.ts';
import type { Scalar } from '../columnar/vector.ts';

/**
 * A function of the text `bytes[start .. end)`, or of none.
 *
 * @returns the result, null for null; of one that is a text: true, when it is appended to `out`
 */
export type OfText = (out: TextArena, bytes: Uint8Array, start: number, end: number, isNull: boolean) => Scalar;

/** Results of a function of one text that several rows share, by the text's number; they live as long as the texts. */
export class Memo {
  /** Stands for a null result. */
  readonly missing: unknown;
  /** Where results that are texts lie: number `n` is `arena.arena[starts[n] .. starts[n + 1])`. */
  readonly arena = new TextArena();
  readonly starts: number[] = [0];
  private readonly run: OfText;
  private readonly asText: boolean;
  private results: unknown[] = [];
  private nullResult: unknown;
  private texts: Texts | null = null;
  private generation = 0;
  private kept = 0;

  /** @param asText the results are texts: they are kept as bytes, and a result is its number (-1 for null) */
  constructor(run: OfText, asText: boolean) {
    this.run = run;
    this.asText = asText;
    this.missing = asText ? -1 : Symbol('null');
  }

  /** The results so far, by number. */
  values(texts: Texts): unknown[] {
    if (texts !== this.texts || texts.generation !== this.generation) {
      this.results = [];
      this.forget();
      this.texts = texts;
      this.generation = texts.generation;
    }
    return this.results;
  }

  compute({ arena, starts, ends }: Texts, id: number): unknown {
    if (this.kept === MOST_KEPT) this.forget();
    this.kept++;
    return (this.results[id] = this.resultOf(arena, starts[id]!, ends[id]!, false));
  }

  /** The result where there is no text. */
  ofNull(): unknown {
    return (this.nullResult ??= this.resultOf(NOTHING, 0, 0, true));
  }

  private resultOf(bytes: Uint8Array, start: number, end: number, isNull: boolean): unknown {
    const value = this.run(this.arena, bytes, start, end, isNull);
    if (value === null) return this.missing;
    return this.asText ? this.starts.push(this.arena.at) - 2 : value;
  }

  /** Empties the lists in place: a block that runs holds the same arrays. */
  private forget(): void {
    this.results.length = 0;
    this.nullResult = undefined;
    this.starts.length = 1;
    this.arena.at = 0;
    this.kept = 0;
  }
}

const NOTHING = new Uint8Array(0);
/** Texts that never come again must not fill the memory. */
const MOST_KEPT = 1 << 18;
