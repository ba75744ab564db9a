/** Random numbers of one event: xoshiro128**, seeded by splitmix32 over the seed and the event's number. */
export class Draws {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  /** Begins the numbers of an event. */
  begin(seed: number, event: number): void {
    let state = mix(mix(seed >>> 0) ^ (event >>> 0)) ^ Math.floor(event / 2 ** 32);
    const next = (): number => (state = mix((state + 0x9e3779b9) | 0));
    this.a = next();
    this.b = next();
    this.c = next();
    this.d = next() | 1;
  }

  /** 32 bits. */
  bits(): number {
    const { a, b, c, d } = this;
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const shifted = b << 9;
    const third = c ^ a;
    const fourth = d ^ b;
    this.b = b ^ third;
    this.a = a ^ fourth;
    this.c = third ^ shifted;
    this.d = (fourth << 11) | (fourth >>> 21);
    return result >>> 0;
  }

  /** A whole number of [0, bound). */
  below(bound: number): number {
    return Math.floor((this.bits() / 2 ** 32) * bound);
  }
}

function mix(x: number): number {
  let z = x | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}
