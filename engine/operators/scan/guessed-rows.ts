import type { SourcePart } from '../../spi/source.ts';

/** Bytes of a source that count as a row where nobody knows how many there are: as much work as a row at hand. */
export const BYTES_A_ROW = 16;

/** About how many rows parts of a read have. */
export const guessedRows = (parts: readonly SourcePart[]): number =>
  parts.reduce((n, part) => n + part.bytes, 0) / BYTES_A_ROW;
