import type { Interner } from '../columnar/interner.ts';
import type { Scalar } from '../columnar/vector.ts';

/** Results of a function of one string, by the string's id; they live as long as the interner's generation. */
export class Memo {
  /** Stands for a null result. */
  readonly missing: unknown;
  private readonly compute_: (text: string) => Scalar;
  private readonly asId: boolean;
  private results: unknown[] = [];
  private interner: Interner | null = null;
  private generation = -1;
  private kept = 0;

  /** @param asId keep a string result as its id in the same interner (-1 for null) */
  constructor(compute: (text: string) => Scalar, asId: boolean) {
    this.compute_ = compute;
    this.asId = asId;
    this.missing = asId ? -1 : Symbol('null');
  }

  /** The results so far, by id. */
  values(interner: Interner): unknown[] {
    if (interner !== this.interner || interner.generation !== this.generation) {
      this.results = [];
      this.kept = 0;
      this.interner = interner;
      this.generation = interner.generation;
    }
    return this.results;
  }

  compute(interner: Interner, id: number): unknown {
    if (this.kept === MOST_KEPT) this.forget();
    this.kept++;
    const value = this.compute_(interner.text(id));
    const kept = value === null ? this.missing : this.asId ? interner.intern(value as string) : value;
    this.results[id] = kept;
    return kept;
  }

  /** Empties the list in place: a block that runs holds the same array. */
  private forget(): void {
    this.results.length = 0;
    this.kept = 0;
  }
}

/** Texts that never come again must not fill the memory. */
const MOST_KEPT = 1 << 18;
