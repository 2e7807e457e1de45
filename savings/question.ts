import { z } from 'zod';
import { FolderError } from '../backtest/folder.ts';
import { createLocalTime } from '../domain/local-time.ts';
import type { Question, Span } from './folder-saving.ts';

type Given = Partial<Record<'meter' | 'baseline' | 'reporting' | 'timezone' | 'readings' | 'meters', string>>;

const isLocalDay = (text: string) => z.iso.date().safeParse(text).success;

/** @throws FolderError that names every option that is missing or wrong, and what is allowed */
export function toQuestion(directory: string, given: Given): Question {
  const wrong: string[] = [];
  const spanOf = (name: 'baseline' | 'reporting'): Span => {
    const [from = '', to = '', ...more] = (given[name] ?? '').split('/');
    const isSpan = isLocalDay(from) && isLocalDay(to) && from < to && more.length === 0;
    if (!isSpan) wrong.push(`--${name}: '${given[name] ?? ''}' is no span; allowed: FROM/TO such as 2025-09-01/2026-09-01, TO after FROM`);
    return { from, to };
  };
  if (!given.meter) wrong.push('--meter: the name of a meter is needed');
  const [baseline, reporting] = [spanOf('baseline'), spanOf('reporting')];
  if (wrong.length === 0 && reporting.from < baseline.to && baseline.from < reporting.to) {
    wrong.push(`--reporting: it has days of the baseline; allowed: from ${baseline.to} on`);
  }
  const timeZone = given.timezone === undefined ? undefined : zoneOf(given.timezone, wrong);
  if (wrong.length > 0) throw new FolderError(wrong.join('\n'));
  return { directory, meter: given.meter!, baseline, reporting, readings: given.readings, meters: given.meters, timeZone };
}

const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?00)?$/;

function zoneOf(text: string, wrong: string[]): string | undefined {
  const [, sign, hours] = OFFSET.exec(text) ?? [];
  // POSIX counts westwards: Etc/GMT+6 is six hours behind UTC.
  const name = hours === undefined ? text : `Etc/GMT${sign === '-' ? '+' : '-'}${Number(hours)}`;
  try {
    createLocalTime(name);
    return name;
  } catch {
    wrong.push(`--timezone: '${text}' is not known; allowed: IANA names such as Asia/Shanghai, or UTC-6`);
    return undefined;
  }
}
