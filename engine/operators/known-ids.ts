import type { Interner } from '../columnar/interner.ts';
import type { Texts } from '../columnar/texts.ts';

/** The numbers that texts of a column have in an interner, as far as they were asked for. */
export class KnownIds {
  private texts: Texts | null = null;
  private interner: Interner | null = null;
  private generation = -1;
  private ids: (number | undefined)[] = [];

  /** The list for these texts: empty when it was made for others. */
  of(texts: Texts, interner: Interner): (number | undefined)[] {
    if (texts !== this.texts || interner !== this.interner || interner.generation !== this.generation) {
      this.texts = texts;
      this.interner = interner;
      this.generation = interner.generation;
      this.ids = new Array<undefined>(texts.size);
    }
    return this.ids;
  }
}
