import { spawn } from 'node:child_process';

/** Runs a program to its end; gives what it printed. @throws Error with the end of its output when it fails */
export function runProgram(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    let all = '';
    child.stdout.on('data', (data: Buffer) => {
      printed += data.toString();
      all += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      all += data.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(printed.trim());
      else reject(new Error(`${program} ${args[0] ?? ''} ended with code ${code}:\n${all.trim().slice(-2000)}`));
    });
  });
}
