import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FunctionDefinition, FunctionExample, FunctionGroup } from '../../engine/expressions/define-function.ts';
import { FUNCTIONS } from '../../engine/expressions/functions/index.ts';

/** `MILLRACE_WRITE_DOCS=1 npm test -- docs` writes the page anew. */
const PAGE = join(import.meta.dirname, '../../docs/functions.md');

const HEAD = `# Functions

What \`expr\`, \`selectExpr\` and \`filter\` know, made from the definitions in \`engine/expressions/functions\`; every example is executed by the
tests. The commonest are functions for columns, too (\`F.upper("name")\`); the others are reached by \`expr("upper(name)")\`.
`;

const GROUPS: readonly FunctionGroup[] = [
  'aggregate',
  'string',
  'math',
  'date and time',
  'window',
  'conditional',
  'array',
  'map',
  'struct',
  'json and csv',
  'generator',
  'hash',
  'misc',
];

const code = (text: string): string => {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replaceAll('|', '\\|').replaceAll('\n', '\\n')}${fence}`;
};

/** Of what rows an aggregate is computed. */
const over = ({ over: columns = {} }: FunctionExample): string =>
  Object.entries(columns)
    .map(([name, values], i) => `${i === 0 ? ' of' : ','} ${name} = ${code(values)}`)
    .join('');

function line({ name, aliases, parameters, description, examples }: FunctionDefinition): string {
  const also = aliases === undefined || aliases.length === 0 ? '' : `, ${aliases.map(code).join(', ')}`;
  const [example] = examples;
  const shown = example === undefined ? '' : `${code(example.sql)}${over(example)} is ${code(example.result)}`;
  return `| ${code(`${name}(${parameters.join(', ')})`)}${also} | ${description.replaceAll('|', '\\|')} | ${shown} |`;
}

function section(group: FunctionGroup): string {
  const own = FUNCTIONS.filter((f) => f.group === group).sort((a, b) => (a.name < b.name ? -1 : 1));
  const title = group[0]!.toUpperCase() + group.slice(1);
  return [
    `## ${title}`,
    '',
    '| function | what it gives | example |',
    '| --- | --- | --- |',
    ...own.map(line),
    '',
  ].join('\n');
}

test('docs/functions.md lists every function as it is defined', () => {
  const page = [HEAD, ...GROUPS.map(section)].join('\n');
  if (process.env['MILLRACE_WRITE_DOCS'] === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
  const listed = FUNCTIONS.filter((f) => f.group !== 'operator').map((f) => f.group);
  expect(new Set(listed)).toEqual(new Set(GROUPS));
});
