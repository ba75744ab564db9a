import { join } from 'node:path';
import ts from 'typescript';
import { moduleText, namesOf } from './cell-module.ts';
import { createLanguageHost } from './language-host.ts';
import type { CellNames } from './cell-module.ts';
import type { VirtualFiles } from './language-host.ts';
import type { Completions, LanguageCell, TypeProblem } from './language.ts';

/** All cells of a notebook as one TypeScript program, one module a cell. */
export interface CellProgram {
  check(cell: LanguageCell): readonly TypeProblem[];
  complete(code: string, offset: number): Completions;
  inspect(code: string, offset: number): string | null;
  preload(names: readonly string[]): void;
  reset(): void;
}

// A name of an earlier cell is an import for the checker; assigning to it is allowed in a notebook.
const ALLOWED_IN_CELLS = new Set([2632]);
const MOST_MATCHES = 500;
const GIVEN = `export { display, newDisplay } from 'tslab';
export declare function prompt(question?: string, options?: { readonly password?: boolean }): Promise<string>;
export declare function clearOutput(wait?: boolean): void;
export declare function page(text: string): void;
`;
const GIVEN_NAMES = ['display', 'newDisplay', 'prompt', 'clearOutput', 'page'];

export function createCellProgram(folder: string): CellProgram {
  const files: VirtualFiles = new Map();
  const owners = new Map<string, string>();
  const taken = new Map<string, readonly string[]>();
  const given = join(folder, '.millrace-given.ts');
  const scratch = join(folder, '.millrace-scratch.ts');
  const service = ts.createLanguageService(createLanguageHost(folder, files));
  let version = 0;
  let givenText = GIVEN;
  let givenNames: readonly string[] = GIVEN_NAMES;

  const write = (file: string, text: string): void => void files.set(file, { text, version: ++version });

  const reset = (): void => {
    files.clear();
    owners.clear();
    taken.clear();
    write(given, givenText);
    write(scratch, 'export {};');
    givenNames.forEach((name) => owners.set(name, given));
  };

  const importsFor = (names: CellNames, everything: boolean): Map<string, string[]> => {
    const own = new Set(names.declares);
    const imports = new Map<string, string[]>();
    for (const [name, owner] of owners) {
      if (own.has(name) || (!everything && !names.mentions.has(name))) continue;
      const file = `./${owner.slice(folder.length + 1)}`;
      imports.set(file, [...(imports.get(file) ?? []), name]);
    }
    return imports;
  };

  /** Forgets cells of which no name is visible any more, neither to new cells nor to kept ones. */
  const dropUnused = (): void => {
    const kept = new Set<string>([given, scratch]);
    const keep = (file: string): void => {
      if (kept.has(file)) return;
      kept.add(file);
      taken.get(file)?.forEach(keep);
    };
    new Set(owners.values()).forEach(keep);
    for (const file of files.keys()) {
      if (kept.has(file)) continue;
      files.delete(file);
      taken.delete(file);
    }
  };

  const openScratch = (code: string): void => {
    const names = namesOf(code);
    write(scratch, moduleText(code, importsFor(names, true), names));
  };

  reset();
  return {
    check({ name, source }) {
      const names = namesOf(source);
      const imports = importsFor(names, false);
      const file = join(folder, `.millrace-${name.replace(/\W+/g, '-')}${++version}.ts`);
      write(file, moduleText(source, imports, names));
      taken.set(
        file,
        [...imports.keys()].map((path) => join(folder, path)),
      );
      const found = service.getSemanticDiagnostics(file);
      names.declares.forEach((declared) => owners.set(declared, file));
      dropUnused();
      return found.flatMap((diagnostic) => problemOf(diagnostic, source));
    },
    complete(code, offset) {
      openScratch(code);
      const found = service.getCompletionsAtPosition(scratch, offset, { includeCompletionsWithInsertText: false });
      const prefix = /[\p{ID_Continue}$]*$/u.exec(code.slice(0, offset))![0];
      const lower = prefix.toLowerCase();
      const matches = (found?.entries ?? [])
        .filter(({ name, kind }) => name.toLowerCase().startsWith(lower) && kind !== ts.ScriptElementKind.warning)
        .sort((a, b) => compare(a.sortText, b.sortText) || compare(a.name, b.name))
        .slice(0, MOST_MATCHES)
        .map(({ name, kind }) => ({ text: name, type: kind as string }));
      const span = found?.optionalReplacementSpan;
      const start = span?.start ?? offset - prefix.length;
      return { matches, start, end: span === undefined ? offset : Math.max(offset, span.start + span.length) };
    },
    inspect(code, offset) {
      openScratch(code);
      const info = infoAt(service, scratch, offset) ?? infoAt(service, scratch, offset - 1);
      if (info === undefined) return null;
      const signature = ts.displayPartsToString(info.displayParts).replace(/^\(alias\) ([^]*)\nimport \w+$/, '$1');
      const documentation = ts.displayPartsToString(info.documentation);
      return `\`\`\`typescript\n${signature}\n\`\`\`${documentation === '' ? '' : `\n\n${documentation}`}`;
    },
    preload(names) {
      const library = names.filter((name) => !['session', 'spark', ...GIVEN_NAMES].includes(name));
      givenText = `${GIVEN.replace('display, ', '')}export { ${library.join(', ')} } from 'millrace';
import { MillraceSession, display as show } from 'millrace';
import { display as rich } from 'tslab';
export declare const display: typeof show & typeof rich;
export declare const session: Awaited<ReturnType<typeof MillraceSession.builder.getOrCreate>>;
export { session as spark };
`;
      givenNames = [...new Set([...GIVEN_NAMES, ...names])];
      write(given, givenText);
      givenNames.filter((name) => !owners.has(name)).forEach((name) => owners.set(name, given));
    },
    reset,
  };
}

function infoAt(service: ts.LanguageService, file: string, offset: number): ts.QuickInfo | undefined {
  return offset < 0 ? undefined : service.getQuickInfoAtPosition(file, offset);
}

function problemOf(diagnostic: ts.Diagnostic, source: string): TypeProblem[] {
  const { start = 0, code, category, messageText } = diagnostic;
  if (category !== ts.DiagnosticCategory.Error || start >= source.length || ALLOWED_IN_CELLS.has(code)) return [];
  const line = source.slice(0, start).split('\n').length;
  const column = start - source.lastIndexOf('\n', start - 1);
  return [{ code, message: ts.flattenDiagnosticMessageText(messageText, ' '), line, column }];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
