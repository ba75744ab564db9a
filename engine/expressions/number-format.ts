import type { PlacesOfDigits } from '../formats/scalars/put-number-format.ts';
import { AnalysisError } from '../types/errors.ts';

/** A format of `to_number` and `to_char`: `$99,999.99S`, `9PR`, `000D00`. */
export type NumberFormat = PlacesOfDigits;

const FORMAT = /^(MI|S)?(\$)?([09,]*)(?:\.([09]*))?(\$)?(MI|S|PR)?$/;

/** Reads a format; an error when it is malformed. */
export function parseNumberFormat(text: string): NumberFormat {
  const normal = text.toUpperCase().replaceAll('D', '.').replaceAll('G', ',');
  const match = FORMAT.exec(normal);
  if (match === null || (match[3] === '' && (match[4] ?? '') === '')) {
    throw new AnalysisError({
      condition: 'INVALID_FORMAT.UNEXPECTED_TOKEN',
      sqlState: '42601',
      message: `The format is invalid: '${text}'.`,
      hint: 'A format is made of 0 9 , . $ S MI PR, for example $99,999.99.',
    });
  }
  const [, before, dollar, whole = '', fraction = '', dollarAfter, after] = match;
  const sign =
    before !== undefined
      ? (`leading ${before}` as NumberFormat['sign'])
      : after === 'PR'
        ? 'brackets'
        : after !== undefined
          ? (`trailing ${after}` as NumberFormat['sign'])
          : 'none';
  return { sign, currency: dollar !== undefined || dollarAfter !== undefined, whole, fraction };
}

const digitsOf = (text: string): number => text.replace(/,/g, '').length;

/** Digits in all and after the point. */
export const formatPrecision = (f: NumberFormat): { precision: number; scale: number } => ({
  precision: digitsOf(f.whole) + f.fraction.length,
  scale: f.fraction.length,
});

/** The unscaled number of a text, undefined when it does not match. */
export function numberOfText(text: string, f: NumberFormat): bigint | undefined {
  let rest = text.trim();
  let negative = false;
  if (f.sign === 'brackets' && /^<.*>$/.test(rest)) {
    negative = true;
    rest = rest.slice(1, -1);
  }
  if (f.sign.startsWith('leading') && /^[+-]/.test(rest)) {
    negative = rest.startsWith('-');
    rest = rest.slice(1);
  }
  if (f.sign.startsWith('trailing') && /[+-]$/.test(rest)) {
    negative = rest.endsWith('-');
    rest = rest.slice(0, -1);
  }
  if (f.currency !== rest.startsWith('$')) return undefined;
  rest = f.currency ? rest.slice(1) : rest;
  const match = /^([\d,]*)(?:\.(\d*))?$/.exec(rest);
  if (match === null || !fitsGroups(match[1]!, f.whole) || (match[2] ?? '').length > f.fraction.length)
    return undefined;
  const digits = match[1]!.replace(/,/g, '') + (match[2] ?? '').padEnd(f.fraction.length, '0');
  if (digits === '' || !/\d/.test(rest)) return undefined;
  const n = BigInt(digits);
  return negative ? -n : n;
}

/** Whether the separators stand where the format has them, and no more digits than it has. */
function fitsGroups(text: string, whole: string): boolean {
  if (text.replace(/,/g, '').length > digitsOf(whole)) return false;
  const tail = whole.slice(-text.length);
  return text === '' || (text.length <= whole.length && [...text].every((c, i) => (c === ',') === (tail[i] === ',')));
}

/** A decimal as text; number signs when it has too many digits. */
export function textOfNumber(plain: string, f: NumberFormat): string {
  const negative = plain.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? plain.slice(1) : plain).split('.');
  const digits = whole.replace(/^0+(?=\d)/, '');
  const places = digitsOf(f.whole);
  const significant = digits === '0' && places === 0 ? '' : digits;
  if (significant.length > places || fraction.replace(/0+$/, '').length > f.fraction.length) {
    return `${f.whole.replace(/[09]/g, '#')}${f.fraction === '' ? '' : `.${'#'.repeat(f.fraction.length)}`}`;
  }
  const shown = wholeText(significant, f.whole);
  const body = `${f.currency ? withDollar(shown) : shown}${f.fraction === '' ? '' : `.${fraction.slice(0, f.fraction.length).padEnd(f.fraction.length, '0')}`}`;
  switch (f.sign) {
    case 'brackets':
      return negative ? `<${body.trim()}>` : ` ${body} `;
    case 'leading S':
      return negative ? `-${body}` : `+${body}`;
    case 'trailing S':
      return negative ? `${body}-` : `${body}+`;
    case 'leading MI':
      return negative ? `-${body}` : ` ${body}`;
    case 'trailing MI':
      return negative ? `${body}-` : `${body} `;
    case 'none':
      return negative ? `-${body}` : body;
  }
}

const withDollar = (text: string): string => text.replace(/^( *)/, '$1$$');

/** Digits put into the places of a format from the right; empty places are 0 or blank. */
function wholeText(digits: string, whole: string): string {
  let rest = digits;
  let made = '';
  for (let i = whole.length - 1; i >= 0; i--) {
    const place = whole[i]!;
    if (place === ',') made = (rest === '' && !whole.slice(0, i).includes('0') ? ' ' : ',') + made;
    else if (rest !== '') {
      made = rest.at(-1)! + made;
      rest = rest.slice(0, -1);
    } else made = (whole.slice(0, i + 1).includes('0') ? '0' : ' ') + made;
  }
  return made;
}
