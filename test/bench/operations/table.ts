import type { Figures } from './measure.ts';

export const ratio = (peer: number | null, ours: number | null): number | null =>
  peer === null || ours === null ? null : peer / ours;

const cell = (value: number | null, digits: number): string => (value === null ? '-' : value.toFixed(digits));

/** One line of the table: times in milliseconds, ratios peer/ours (more is better). */
export const tableLine = ({ name, kind, ours, spark, duckdb, failures, note }: Figures): string => {
  const cells = [
    cell(ours, 1),
    cell(spark, 1),
    cell(ratio(spark, ours), 2),
    cell(duckdb, 1),
    cell(ratio(duckdb, ours), 2),
  ];
  const notes = [...failures, ...(note === null ? [] : [`DuckDB is not compared: ${note}`])].join('; ');
  return `| ${kind} | ${name} | ${cells.join(' | ')} | ${notes.replaceAll('|', '\\|')} |`;
};

export const TABLE_HEAD = [
  '| kind | operation | Millrace ms | Spark ms | Spark / Millrace | DuckDB ms | DuckDB / Millrace | notes |',
  '| --- | --- | --- | --- | --- | --- | --- | --- |',
].join('\n');

/** Geometric mean, the smallest ratio and its name, and how many are below 1. */
export function summary(figures: readonly Figures[], peer: 'spark' | 'duckdb') {
  const ratios = figures.flatMap((f) => {
    const value = ratio(f[peer], f.ours);
    return value === null ? [] : [{ name: f.name, value }];
  });
  if (ratios.length === 0) return null;
  const least = ratios.reduce((a, b) => (b.value < a.value ? b : a));
  const mean = Math.exp(ratios.reduce((sum, { value }) => sum + Math.log(value), 0) / ratios.length);
  return {
    geometricMean: round(mean),
    minimum: { name: least.name, ratio: round(least.value) },
    below1: ratios.filter(({ value }) => value < 1).length,
    compared: ratios.length,
  };
}

export const round = (value: number): number => Math.round(value * 1000) / 1000;
