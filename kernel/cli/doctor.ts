import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT_LABEXTENSION, userJupyterFolder } from './kernelspec.ts';
import { findJupyterLabCommand, findPython, findPythonWith } from './python.ts';
import type { Command } from './command.ts';

interface Finding {
  readonly works: boolean;
  readonly what: string;
  readonly cure?: string;
}

export const command: Command = {
  summary: 'doctor: says what works here, what is missing, and the cure',
  async run() {
    const report = await doctorReport();
    console.log(report.text);
    return report.works ? 0 : 1;
  },
};

/** Looks at everything that Millrace needs. `works` is false when cells cannot run at all. */
export async function doctorReport(): Promise<{ text: string; works: boolean }> {
  const needed = [nodeVersion(), await zeromqLoads(), await typescriptLoads()];
  const wished = [jupyterLab(), kernelInstalled(), viewsBuilt()];
  const line = ({ works, what, cure }: Finding): string =>
    `${works ? 'works  ' : 'MISSING'}  ${what}${works || cure === undefined ? '' : `\n         ${cure}`}`;
  const works = needed.every((finding) => finding.works);
  const end = works
    ? 'Cells run. "npx millrace demo" shows it without Jupyter.'
    : 'Cells cannot run until the first group works.';
  return { text: [...needed, ...wished].map(line).concat(end).join('\n'), works };
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const works = major > 22 || (major === 22 && minor >= 18);
  return { works, what: `Node ${process.version}`, cure: 'Install Node 22.18 or newer from nodejs.org.' };
}

async function zeromqLoads(): Promise<Finding> {
  try {
    return { works: true, what: `ZeroMQ ${(await import('zeromq')).version}, the messaging that Jupyter uses` };
  } catch (error) {
    const cure = `Run "npm install" again (${(error as Error).message.split('\n')[0]}).`;
    return { works: false, what: 'ZeroMQ, the messaging that Jupyter uses', cure };
  }
}

async function typescriptLoads(): Promise<Finding> {
  const manifest = (await import('typescript/package.json', { with: { type: 'json' } })) as {
    default: { version: string };
  };
  const { version } = manifest.default;
  const cure = 'Versions from 7 on lack the interface that the kernel needs. Run "npm install typescript@6.0.3".';
  return { works: Number(version.split('.')[0]) < 7, what: `TypeScript ${version}`, cure };
}

function jupyterLab(): Finding {
  const python = findPythonWith('jupyterlab') ?? findJupyterLabCommand();
  if (python !== undefined) return { works: true, what: `JupyterLab (${python})` };
  const cure =
    findPython() === undefined
      ? 'Install Python 3.9 or newer, then run "npx millrace lab": it gets JupyterLab by itself.'
      : 'Run "npx millrace lab": it gets JupyterLab into a private environment.';
  return { works: false, what: 'JupyterLab', cure };
}

function kernelInstalled(): Finding {
  const spec = join(userJupyterFolder(), 'kernels', 'millrace', 'kernel.json');
  const cure = 'Run "npx millrace install" to have it in every Jupyter of this user; "npx millrace lab" works without.';
  return { works: existsSync(spec), what: 'Kernel registered for this user', cure };
}

function viewsBuilt(): Finding {
  const cure = 'Run "npm run build:labextension"; until then results are shown as plain tables.';
  return { works: existsSync(join(BUILT_LABEXTENSION, 'package.json')), what: 'Live views for JupyterLab', cure };
}
