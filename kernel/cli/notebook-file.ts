import { readFileSync, writeFileSync } from 'node:fs';
import { wellFormedJson } from '../wire/well-formed-json.ts';

/** A notebook as it is saved (nbformat 4). */
export interface NotebookFile {
  readonly cells: NotebookCell[];
  readonly metadata: Record<string, unknown>;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

export interface NotebookCell {
  readonly cell_type: string;
  readonly id?: string;
  readonly metadata: Record<string, unknown>;
  readonly source: string | readonly string[];
  outputs?: Output[];
  execution_count?: number | null;
}

/** One saved output of a cell. */
export interface Output {
  readonly output_type: string;
  readonly [field: string]: unknown;
}

export function readNotebook(file: string): NotebookFile {
  let notebook: NotebookFile;
  try {
    notebook = JSON.parse(readFileSync(file, 'utf8')) as NotebookFile;
  } catch (error) {
    throw new Error(`${file} cannot be read as a notebook: ${(error as Error).message}`);
  }
  if (!Array.isArray(notebook.cells)) {
    throw new Error(`${file} is no notebook of format 4: it holds no cells. Open it in JupyterLab and save it again.`);
  }
  return notebook;
}

export function writeNotebook(file: string, notebook: NotebookFile): void {
  writeFileSync(file, `${wellFormedJson(notebook, 1)}\n`);
}

export function sourceOf(cell: NotebookCell): string {
  return typeof cell.source === 'string' ? cell.source : cell.source.join('');
}
