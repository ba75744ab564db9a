/** What a compressed file held. */
export interface Decoded {
  readonly bytes: Uint8Array;
  /** What is wrong with the file, one clause; `bytes` are then what came in front of the damage. */
  readonly damage: string | null;
}

/** A way to compress whole files, as Hadoop knows it. */
export interface Codec {
  /** The value of the option `compression`. */
  readonly name: string;
  /** The ending of its files, with its dot; the first is written. */
  readonly extensions: readonly string[];
  /**
   * @param most bytes that the result may have
   * @throws an error with code ERR_BUFFER_TOO_LARGE when it has more
   */
  decode(bytes: Uint8Array, most: number): Promise<Decoded>;
  encode?(bytes: Uint8Array): Uint8Array;
  /**
   * The same piece by piece, where that is possible.
   *
   * @throws CorruptData after what came in front of the damage
   */
  decodePieces?(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
}

/** Damage that a decoder finds. */
export class CorruptData {
  readonly damage: string;

  constructor(damage: string) {
    this.damage = damage;
  }
}

/** Pieces of decoded data, up to a size. */
export class Pieces {
  private readonly pieces: Uint8Array[] = [];
  private size = 0;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** @throws an error with code ERR_BUFFER_TOO_LARGE */
  add(piece: Uint8Array): void {
    this.size += piece.length;
    if (this.size > this.most) throw Object.assign(new Error('too much data'), { code: 'ERR_BUFFER_TOO_LARGE' });
    this.pieces.push(piece);
  }

  joined(damage: string | null): Decoded {
    const bytes = this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces);
    return { bytes, damage };
  }
}
