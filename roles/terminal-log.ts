import pino, { type Logger } from 'pino';

const LEVELS: Record<number, string> = { 20: 'debug', 30: 'info', 40: 'warning', 50: 'ERROR', 60: 'FATAL' };

/** A pino log on standard error: one readable line each on a terminal, JSON where a program reads it. */
export function createTerminalLog(isTerminal: boolean, role: string): Logger {
  const options = { base: { role }, redact: ['password', '*.password'] };
  if (!isTerminal) return pino(options, pino.destination({ dest: 2, sync: true }));
  return pino(options, { write: (line: string) => void process.stderr.write(readable(line)) });
}

interface Line {
  level: number;
  time: number;
  role: string;
  msg?: string;
  err?: { message?: string };
  error?: { message?: string };
}

function readable(text: string): string {
  const { level, time, role, msg = '', err, error, ...facts } = JSON.parse(text) as Line;
  const why = (err ?? error)?.message;
  const details = Object.entries(facts).map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const clock = new Date(time).toTimeString().slice(0, 8);
  return `${clock} ${LEVELS[level] ?? level} ${role}: ${[msg, why, ...details].filter(Boolean).join(' · ')}\n`;
}
