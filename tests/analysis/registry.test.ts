import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_RULES, RULES, ruleOf, SERIES_RULES, settingsKey } from '../../analysis/registry.ts';
import type { AnyRule } from '../../analysis/rule.ts';
import type { Finding } from '../../domain/finding.ts';
import type { AlertPlace, Sentence } from '../../domain/words.ts';
import { at, building, room, shanghai } from './series-of.ts';

const ANALYSIS = new URL('../../analysis/', import.meta.url);
const kebab = (rule: string) => rule.replaceAll('_', '-');
const ruleFiles = new Set(ALL_RULES.map(({ rule }) => `${kebab(rule)}.ts`));
/** What every rule imports for its shape. */
const CONTRACTS = new Set(['rule.ts', 'registry.ts', 'series-detector.ts']);

/** A rule's own files and those of the folder that it uses, without other rules. */
function sourcesOf(rule: string): string[] {
  const own = readdirSync(ANALYSIS).filter((file) => file === `${kebab(rule)}.ts` || file.startsWith(`${kebab(rule)}-`));
  const found = new Set(own.filter((file) => file === `${kebab(rule)}.ts` || !ruleFiles.has(file)));
  for (const file of found) {
    for (const [, imported] of readFileSync(new URL(file, ANALYSIS), 'utf8').matchAll(/from '(\.{1,2}\/[^']+)'/g)) {
      const path = new URL(imported!, new URL(file, ANALYSIS)).pathname.slice(ANALYSIS.pathname.length);
      const inFolder = new URL(imported!, new URL(file, ANALYSIS)).pathname.startsWith(ANALYSIS.pathname);
      if (inFolder && !ruleFiles.has(path) && !CONTRACTS.has(path)) found.add(path);
    }
  }
  return [...found].map((file) => readFileSync(new URL(file, ANALYSIS), 'utf8'));
}

const namesIn = (source: string) => [...source.matchAll(/\bname: '([a-z0-9_]+)'/g)].map(([, name]) => name!);

function expectWords({ zh, en }: Sentence, what: string): void {
  expect(zh, what).toMatch(/\p{Script=Han}/u);
  expect(en, what).toMatch(/[A-Za-z]/);
  expect(en, what).not.toMatch(/\p{Script=Han}/u);
  expect(zh + en, what).not.toMatch(/[!！]|undefined|NaN|\[object|TODO/);
}

const place: AlertPlace = {
  meter: { name: '301空调', nameEn: 'AC 301' },
  building,
  space: room,
  others: [{ name: '总表', nameEn: 'Main' }],
};

/** A finding that carries every number of its rule. */
function findingOf({ rule, words }: AnyRule, endAt?: number): Finding {
  return {
    rule,
    meter: 'm1',
    night: '2026-11-09',
    startAt: at('2026-11-09', '23:30'),
    endAt,
    certainty: 'inferred',
    rate: { value: 2, unit: 'kW' },
    wasted: { value: 3, unit: 'kWh' },
    evidence: Object.keys(words).map((name) => ({ name, value: 1, unit: '' })),
    others: ['m2'],
    spaces: ['r301'],
  };
}

describe('rules of the registry', () => {
  it('are found by their names, each with a settings key of its own', () => {
    for (const [name, { rule }] of Object.entries(RULES)) expect(rule).toBe(name);
    expect(new Set(ALL_RULES.map(({ rule }) => settingsKey(rule))).size).toBe(ALL_RULES.length);
    expect(settingsKey('ac_left_on')).toBe('acLeftOn');
    expect(ruleOf('of_an_earlier_version')).toBeUndefined();
  });

  it('differ by name in both languages', () => {
    expect(new Set(ALL_RULES.map(({ name }) => name.zh)).size).toBe(ALL_RULES.length);
    expect(new Set(ALL_RULES.map(({ name }) => name.en)).size).toBe(ALL_RULES.length);
  });

  it('leave the guard alone where it is about a meter', () => {
    const forGuard = ALL_RULES.filter(({ audience }) => audience === 'guard');
    expect(forGuard.filter(({ about }) => about === 'meter')).toEqual([]);
  });
});

describe.each(ALL_RULES.map((rule) => [rule.rule, rule] as const))('rule %s', (name, rule) => {
  it('has a default for every option and refuses those that it does not know', () => {
    expect(Object.keys(rule.options.parse({})).toSorted()).toEqual(Object.keys(rule.options.shape).toSorted());
    expect(rule.options.safeParse({ thresholdOfAnotherRule: 1 }).success).toBe(false);
  });

  it('calls itself, what it looks for, and every option in both languages', () => {
    expectWords(rule.name, 'name');
    expectWords(rule.what, 'what');
    for (const [option, schema] of Object.entries(rule.options.shape)) {
      const meta = schema.meta() as { zh: string; description: string; unit: string } | undefined;
      expect(meta, option).toMatchObject({ zh: expect.any(String), description: expect.any(String), unit: expect.any(String) });
      expectWords({ zh: meta!.zh, en: meta!.description }, option);
    }
  });

  it('has words for every number and reason that it gives, and no others', () => {
    const sources = sourcesOf(name);
    for (const given of sources.flatMap(namesIn)) expect(Object.keys(rule.words), given).toContain(given);
    for (const [word, words] of Object.entries(rule.words)) {
      expectWords(words, word);
      expect(sources.join('\n'), word).toContain(`'${word}'`);
    }
  });

  it('says its finding in both languages while it goes on, when it ended, and when the night is over', () => {
    for (const [finding, isExpired] of [
      [findingOf(rule), false],
      [findingOf(rule, at('2026-11-10', '05:00')), false],
      [findingOf(rule), true],
    ] as const) {
      const { zh, en } = rule.sentence(finding, place, shanghai, isExpired);
      expectWords({ zh, en }, name);
      expect(zh).toMatch(/。$/);
      expect(en).toMatch(/\.$/);
    }
  });

  it('has a file and a test of its own', () => {
    expect(existsSync(new URL(`${kebab(name)}.ts`, ANALYSIS))).toBe(true);
    expect(existsSync(new URL(`${kebab(name)}.test.ts`, import.meta.url))).toBe(true);
  });

  it('makes a detector of its defaults', () => {
    // A detector of readings or of all meters may have no name of its own.
    expect(rule.create(rule.options.parse({}))).toMatchObject(rule.kind === 'series' ? { rule: name } : {});
  });
});

describe('series rules', () => {
  it('say how far back they look, in whole nights', () => {
    for (const rule of SERIES_RULES) {
      const { lookBackNights } = rule.create(rule.options.parse({}));
      expect(Number.isInteger(lookBackNights) && lookBackNights >= 0, rule.rule).toBe(true);
    }
  });
});
