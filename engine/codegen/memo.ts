import { TextArena } from '../columnar/text-arena.ts';
import type { Texts } from '../columnar/texts.ts';
import type { Scalar } from '../columnar/vector.ts';

/** Results of a function of one text that several rows share, by the text's number; they live as long as the texts. */
export class Memo {
  /** Stands for a null result. */
  readonly missing: unknown;
  /** Where results that are texts lie: number `n` is `arena.arena[starts[n] .. starts[n + 1])`. */
  readonly arena = new TextArena();
  readonly starts: number[] = [0];
  private readonly compute_: (text: string) => Scalar;
  private readonly asText: boolean;
  private results: unknown[] = [];
  private texts: Texts | null = null;
  private generation = 0;
  private kept = 0;

  /** @param asText the results are texts: they are kept as bytes, and a result is its number (-1 for null) */
  constructor(compute: (text: string) => Scalar, asText: boolean) {
    this.compute_ = compute;
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

  compute(texts: Texts, id: number): unknown {
    if (this.kept === MOST_KEPT) this.forget();
    this.kept++;
    const value = this.compute_(texts.text(id));
    const kept = value === null ? this.missing : this.asText ? this.keep(value as string) : value;
    this.results[id] = kept;
    return kept;
  }

  private keep(text: string): number {
    this.arena.putText(text);
    return this.starts.push(this.arena.at) - 2;
  }

  /** Empties the lists in place: a block that runs holds the same arrays. */
  private forget(): void {
    this.results.length = 0;
    this.starts.length = 1;
    this.arena.at = 0;
    this.kept = 0;
  }
}

/** Texts that never come again must not fill the memory. */
const MOST_KEPT = 1 << 18;
