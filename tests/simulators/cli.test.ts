import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { HELP, parseInstant, UsageError, wholeOf } from '../../simulators/cli-options.ts';
import { FAULT_KINDS } from '../../simulators/faults/fault.ts';
import { at } from './support.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function simulate(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    execFile(process.execPath, ['--import', 'tsx', 'simulators/cli.ts', ...args], { cwd: ROOT }, (error, out, err) => {
      done({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

describe('npm run simulate', { timeout: 40_000 }, () => {
  it('explains itself', async () => {
    expect((await simulate('--help')).out.trim()).toBe(HELP.trim());
  });

  it('lists scenarios, faults and meters', async () => {
    const { out } = await simulate('--list');
    for (const kind of FAULT_KINDS) expect(out).toContain(kind);
    expect(out).toContain('t3-305-ac');
  });

  it.each([
    [['parade'], 2, "unknown scenario 'parade'; known: campus, clean, fault, load"],
    [['campus', '--months', '99'], 2, "--months: '99' is not a number from 0 to 36"],
    [['fault', '--fault', 'flood', '--meter', 't1-main-w'], 2, "--fault: unknown 'flood'; known: forgotten_ac"],
    [['clean', '--meters', '9999'], 1, 'a simulated school has 4 to 546 meters'],
    [['fault', '--fault', 'burst', '--meter', 'nowhere', '--months', '0'], 1, "no meter 'nowhere'"],
  ])('answers %j with a clear sentence', async (args, code, sentence) => {
    const answer = await simulate(...args);
    expect(answer.code).toBe(code);
    expect(answer.err).toContain(sentence);
    expect(answer.err).not.toContain('    at ');
  });
});

describe('options', () => {
  it('reads instants in school time, with an offset, or as so long ago', () => {
    const now = at('2026-11-21T10:30');
    expect(parseInstant('--from', '2026-11-20T22:30', now)).toBe(at('2026-11-20T22:30'));
    expect(parseInstant('--from', '2026-11-20T14:30:00Z', now)).toBe(at('2026-11-20T22:30'));
    expect(parseInstant('--from', '2026-11-20', now)).toBe(at('2026-11-20T00:00'));
    expect(parseInstant('--from', '3d', now)).toBe(at('2026-11-18T10:30'));
    expect(parseInstant('--from', 'now', now)).toBe(now);
    expect(() => parseInstant('--from', 'yesterday', now)).toThrow(UsageError);
  });

  it('takes whole numbers in range only', () => {
    expect(wholeOf('--sites', undefined, 1, 1, 9)).toBe(1);
    expect(() => wholeOf('--sites', '1.5', 1, 1, 9)).toThrow('not a whole number');
    expect(() => wholeOf('--sites', '', 1, 1, 9)).toThrow('not a number from 1 to 9');
  });
});
