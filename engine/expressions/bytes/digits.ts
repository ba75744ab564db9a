const [ZERO, NINE] = [48, 57];

/** Whether the text is digits that pass the Luhn check. */
export function passesLuhn(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return false;
  let sum = 0;
  let doubled = false;
  for (let i = end - 1; i >= start; i--) {
    const byte = bytes[i]!;
    if (byte < ZERO || byte > NINE) return false;
    const digit = doubled ? (byte - ZERO) * 2 : byte - ZERO;
    sum += digit > 9 ? digit - 9 : digit;
    doubled = !doubled;
  }
  return sum % 10 === 0;
}
