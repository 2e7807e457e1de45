// `npm run dev`: the server, started again when its files change, and Vite's development server, which sends /api to it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { INFLUXD_FOLDER, ROOT } from './setup/places.mjs';

process.env.PATH = `${process.env.PATH}:${INFLUXD_FOLDER}`;

const children = [
  ['--watch', '--watch-preserve-output', '--import', 'tsx', 'main.ts', ...process.argv.slice(2)],
  [join(ROOT, 'node_modules/vite/bin/vite.js'), 'dashboard'],
].map((args) => spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }));

// Ctrl-C reaches the children through the terminal; they end in their own time, and we after them.
let ending = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => endAll(signal));
for (const child of children) {
  child.once('exit', (code) => {
    if (!ending) process.exitCode = code ?? 1;
    endAll('SIGTERM');
  });
}

function endAll(signal) {
  ending = true;
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill(signal);
}
