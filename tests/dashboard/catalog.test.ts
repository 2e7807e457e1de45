import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALERT_STATES } from '../../domain/alert.ts';
import { DECLARATION_KINDS } from '../../domain/declaration.ts';
import { AUDIENCES, BLIND_REASONS } from '../../domain/finding.ts';
import { QUALITIES } from '../../domain/interval.ts';
import { MEDIA } from '../../domain/medium.ts';
import { CLOCKS } from '../../domain/reading.ts';
import { SCOPE_KINDS } from '../../domain/scope.ts';
import { STEP_KINDS } from '../../domain/register.ts';
import { BUILDING_FUNCTIONS, DAY_TYPES, METER_ROLES } from '../../domain/site.ts';
import { OUTAGE_KINDS } from '../../domain/site.ts';
import { STEP_OPTION_REASONS } from '../../domain/step-options.ts';
import { STEP_DECISIONS } from '../../domain/register.ts';
import { URGENCIES } from '../../analysis/rule.ts';
import { DECLARATION_STATES } from '../../api/schemas/declarations.ts';
import { COLLECTOR_EVENTS, REFUSALS } from '../../store/ports.ts';
import { MANUAL_CONCERNS, MANUAL_STATES } from '../../store/people-ports.ts';
import { CHANGES } from '../../dashboard/corrections/changes.ts';
import { REASONS } from '../../dashboard/corrections/reasons.ts';
import en from '../../dashboard/i18n/en.ts';
import zhCN from '../../dashboard/i18n/zh-CN.ts';

type Catalog = { [key: string]: string | Catalog };

function flatten(catalog: Catalog, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, text] of Object.entries(catalog)) {
    if (typeof text === 'string') texts.set(prefix + key, text);
    else for (const [inner, innerText] of flatten(text, `${prefix}${key}.`)) texts.set(inner, innerText);
  }
  return texts;
}

const chinese = flatten(zhCN);
const english = flatten(en);
const names = (text: string) =>
  Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name ?? '')
    .toSorted((one, other) => one.localeCompare(other))
    .join();

const ROOT = join(import.meta.dirname, '../..');
const DASHBOARD = join(ROOT, 'dashboard');
const sources = readdirSync(DASHBOARD, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(vue|ts)$/.test(file) && !file.startsWith('i18n'))
  .map((file) => readFileSync(join(DASHBOARD, file), 'utf8'));

describe('catalogs', () => {
  it('have the same keys in Chinese and English', () => {
    expect([...english.keys()].toSorted()).toEqual([...chinese.keys()].toSorted());
  });

  it('have no empty text', () => {
    const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '');
    expect(empty).toEqual([]);
  });

  it('fill in the same values in both languages', () => {
    const different = [...chinese].filter(([key, text]) => names(text) !== names(english.get(key) ?? ''));
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it('are Chinese in Chinese: every text but names of formats has a Chinese character or is a value', () => {
    const foreign = [...chinese].filter(([, text]) => !/\p{Script=Han}/u.test(text.replaceAll(/\{\w+\}/g, '')));
    expect(foreign).toEqual([
      ['declaration.and', '、'],
      ['chart.listSeparator', '，'],
    ]);
  });

  it('have no exclamation marks', () => {
    expect([...chinese, ...english].filter(([, text]) => /[!！]/.test(text))).toEqual([]);
  });

  it('have every key that the pages ask for', () => {
    const asked = sources.flatMap((source) => [...source.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => match[1]!));
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !chinese.has(key))).toEqual([]);
  });

  it('have a word for every job', () => {
    const said = (folder: string, pattern: RegExp) =>
      readdirSync(join(ROOT, folder))
        .filter((file) => file.endsWith('.ts'))
        .flatMap((file) => [...readFileSync(join(ROOT, folder, file), 'utf8').matchAll(pattern)].map((match) => match[1]!));
    const jobs = said('jobs', /\bjob\('([a-z-]+)'/g).map((name) => `job.${name}`);
    expect(jobs.length).toBeGreaterThan(2);
    expect(jobs.filter((key) => !chinese.has(key))).toEqual([]);
  });

  it('have a word for every value of the closed lists that are shown', () => {
    const wanted = [
      ...['go', 'today', 'plain', 'past'].map((urgency) => `urgency.${urgency}`),
      ...AUDIENCES.map((audience) => `audience.${audience}`),
      ...URGENCIES.map((urgency) => `soon.${urgency}`),
      ...BLIND_REASONS.map((why) => `blind.${why}`),
      ...SCOPE_KINDS.map((kind) => `scope.kind.${kind}`),
      ...DECLARATION_KINDS.flatMap((kind) => [`declaration.kind.${kind}`, `declaration.kindHint.${kind}`]),
      ...DECLARATION_STATES.map((state) => `declaration.state.${state}`),
      ...['wrongOrder', 'notPast', 'noRule', 'noWeekday'].map((trouble) => `declaration.${trouble}`),
      ...['notNumber', 'notWhole', 'tooSmall', 'notAbove', 'tooLarge', 'notStep', 'notClock', 'notChoice'].map(
        (why) => `optionTrouble.${why}`,
      ),
      ...[0, 1, 2, 3, 4, 5, 6].map((day) => `weekday.${day}`),
      ...['use', 'meter'].flatMap((about) => [`rule.group.${about}`, `rule.groupHint.${about}`]),
      ...['asWider', 'on', 'off'].map((state) => `rule.${state}`),
      ...['rules', 'declarations', 'calendar'].map((page) => `settings.${page}`),
      ...ALERT_STATES.map((state) => `alertState.${state}`),
      ...QUALITIES.map((quality) => `quality.${quality}`),
      ...MEDIA.flatMap((medium) => [`medium.${medium}`, `today.${medium}`, `trend.${medium}`, `rate.${medium}`]),
      ...CLOCKS.map((clock) => `clock.${clock}`),
      ...STEP_KINDS.map((kind) => `stepKind.${kind}`),
      ...BUILDING_FUNCTIONS.map((name) => `buildingFunction.${name}`),
      ...DAY_TYPES.flatMap((type) => [`dayType.${type}`, `dayKind.${type}`]),
      ...METER_ROLES.map((role) => `role.${role}`),
      ...REFUSALS.map((refusal) => `refusal.${refusal}`),
      ...COLLECTOR_EVENTS.flatMap((kind) => [`event.kind.${kind}`, `event.todo.${kind}`]),
      ...[...STEP_DECISIONS, 'exchange', 'spread'].map((as) => `option.${as}`),
      ...['glitch', 'unknown', 'exchange'].map((as) => `optionMeans.${as}`),
      ...STEP_OPTION_REASONS.map((why) => `optionWhy.${why}`),
      ...OUTAGE_KINDS.flatMap((why) => [`outage.${why}`, `outageShort.${why}`]),
      ...CHANGES.map((change) => `form.${change}`),
      ...Object.entries(REASONS).flatMap(([of, reasons]) => reasons.map((name) => `reason.${of}.${name}`)),
      ...MANUAL_STATES.map((state) => `manualState.${state}`),
      ...MANUAL_CONCERNS.flatMap((concern) => [`concern.${concern}`, `concernShort.${concern}`]),
      ...['open', 'gaps', 'all'].flatMap((state) => [`steps.state.${state}`, `emptyReadings.${state}`, `emptyReadings.${state}Hint`]),
      ...['steps', 'read', 'balance', 'status'].map((page) => `readings.${page}`),
      ...['inside', 'outside', 'unknown'].map((verdict) => `balance.${verdict}`),
    ];
    expect(wanted.filter((key) => !chinese.has(key))).toEqual([]);
  });
});
