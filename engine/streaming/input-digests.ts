import { digestOf } from '../state/changelog-history.ts';

/** What the sources of a batch said of their input, in one number each. */
export class InputDigests {
  private readonly digests: (number | null)[];

  constructor(sources: number) {
    this.digests = new Array<number | null>(sources).fill(null);
  }

  /** Takes what a source says. */
  of(slot: number): (input: string) => void {
    return (input) => {
      this.digests[slot] = digestOf(`${this.digests[slot] ?? ''}\n${input}`);
    };
  }

  /** A digest a source, null where it said nothing. */
  texts(): (string | null)[] {
    return this.digests.map((digest) => digest?.toString(16) ?? null);
  }
}
