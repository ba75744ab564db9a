import type { Expression } from '../expressions/expression.ts';
import { call, text as textLiteral } from './build-expression.ts';
import type { ExpressionParser } from './expression-parser.ts';

/** Calls with words between their arguments: `EXTRACT(YEAR FROM d)`, `TRIM(BOTH 'x' FROM s)`; undefined for all others. */
export function specialCall(name: string, parser: ExpressionParser): Expression | undefined {
  const read = READERS.get(name);
  if (read === undefined) return undefined;
  const { tokens } = parser;
  const start = tokens.position;
  tokens.next();
  tokens.expectSymbol('(');
  const result = read(parser, name);
  if (result === undefined) tokens.position = start;
  else tokens.expectSymbol(')');
  return result;
}

type Reader = (parser: ExpressionParser, name: string) => Expression | undefined;

const extract: Reader = (parser) => {
  const { tokens } = parser;
  const field = tokens.next();
  if (field.kind === 'string' || !tokens.takeWords('from')) return undefined;
  return call('extract', textLiteral(tokens.textOf(field)), parser.expression());
};

const substring: Reader = (parser) => {
  const { tokens } = parser;
  const source = parser.expression();
  if (!tokens.takeWords('from')) return undefined;
  const from = parser.expression();
  return tokens.takeWords('for')
    ? call('substring', source, from, parser.expression())
    : call('substring', source, from);
};

const SIDES: ReadonlyMap<string, string> = new Map([
  ['both', 'trim'],
  ['leading', 'ltrim'],
  ['trailing', 'rtrim'],
]);

const trim: Reader = (parser) => {
  const { tokens } = parser;
  const side = tokens.peek().kind === 'word' ? SIDES.get(tokens.peek().text) : undefined;
  if (side !== undefined && tokens.peek(1).text !== '(' && !tokens.peek(1).text.startsWith(',')) {
    tokens.next();
    if (tokens.takeWords('from')) return call(side, parser.expression());
    const characters = parser.expression();
    tokens.expectWord('from');
    return call(side, characters, parser.expression());
  }
  if (tokens.isWord('from') && !/^[,)(.]$/.test(tokens.peek(1).text)) {
    tokens.next();
    return call('trim', parser.expression());
  }
  const characters = parser.expression();
  return tokens.takeWords('from') ? call('trim', characters, parser.expression()) : undefined;
};

const position: Reader = (parser) => {
  // `IN` is a predicate, so the first operand stops before predicates.
  const needle = parser.expression(4);
  return parser.tokens.takeWords('in') ? call('locate', needle, parser.expression(4)) : undefined;
};

const overlay: Reader = (parser) => {
  const { tokens } = parser;
  const source = parser.expression();
  if (!tokens.takeWords('placing')) return undefined;
  const replacement = parser.expression();
  tokens.expectWord('from');
  const from = parser.expression();
  return tokens.takeWords('for')
    ? call('overlay', source, replacement, from, parser.expression())
    : call('overlay', source, replacement, from);
};

const UNITS = /^(?:year|quarter|month|week|day|dayofyear|hour|minute|second|millisecond|microsecond)$/;

/** `timestampadd(HOUR, 2, ts)`: the first argument is a word. */
const withUnit: Reader = (parser, name) => {
  const { tokens } = parser;
  const unit = tokens.next();
  if (unit.kind !== 'word' || !UNITS.test(unit.text) || !tokens.takeSymbol(',')) return undefined;
  const args: Expression[] = [textLiteral(tokens.textOf(unit))];
  do args.push(parser.expression());
  while (tokens.takeSymbol(','));
  return args.length === 3 ? call(name.includes('add') ? 'timestampadd' : 'timestampdiff', ...args) : undefined;
};

const READERS: ReadonlyMap<string, Reader> = new Map([
  ['extract', extract],
  ['substring', substring],
  ['substr', substring],
  ['trim', trim],
  ['position', position],
  ['overlay', overlay],
  ['timestampadd', withUnit],
  ['timestampdiff', withUnit],
  ['timediff', withUnit],
  ['dateadd', withUnit],
  ['date_add', withUnit],
  ['datediff', withUnit],
  ['date_diff', withUnit],
]);
