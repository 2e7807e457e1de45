import { describe, expect, it } from 'vitest';
import type { RuleOption } from '../../api/schemas/rules.ts';
import { optionsOfQuery, optionsToQuery, parseOption, parseOptions, toTexts } from '../../dashboard/rules/option-form.ts';
import { parseScope, scopeText } from '../../dashboard/rules/scopes.ts';

const option = (more: Partial<RuleOption>): RuleOption => ({
  name: 'x',
  label: { zh: '某', en: 'x' },
  unit: '',
  type: 'number',
  minimum: null,
  isMinimumExcluded: false,
  maximum: null,
  step: null,
  choices: [],
  default: 1,
  inForce: 1,
  ...more,
});
const energy = option({ name: 'minEnergyKwh', minimum: 0, isMinimumExcluded: true });
const minutes = option({ name: 'clearMinutes', type: 'integer', minimum: 15, maximum: 120, step: 15 });
const from = option({ name: 'from', type: 'clock' });
const why = (of: RuleOption, text: string) => {
  const parsed = parseOption(of, text);
  return parsed && 'trouble' in parsed ? parsed.trouble : parsed;
};

describe('an option as it is typed', () => {
  it('is not changed where nothing is typed', () => {
    expect(parseOption(energy, '  ')).toBeUndefined();
  });
  it('0.2 is a number, and so is ０．２ of a Chinese keyboard', () => {
    expect([parseOption(energy, '0.2'), parseOption(energy, '０．２')]).toEqual([{ value: 0.2 }, { value: 0.2 }]);
  });
  it('is told what it breaks, with the bound', () => {
    expect(why(energy, 'many')).toEqual({ why: 'notNumber' });
    expect(why(energy, '0')).toEqual({ why: 'notAbove', bound: 0 });
    expect(why(energy, '-1')).toEqual({ why: 'tooSmall', bound: 0 });
    expect(why(minutes, '10')).toEqual({ why: 'tooSmall', bound: 15 });
    expect(why(minutes, '135')).toEqual({ why: 'tooLarge', bound: 120 });
    expect(why(minutes, '50')).toEqual({ why: 'notStep', bound: 15 });
    expect(why(minutes, '45.5')).toEqual({ why: 'notWhole' });
  });
  it('0.15 is a multiple of 0.05, whatever binary fractions say', () => {
    expect(why(option({ step: 0.05 }), '0.15')).toEqual({ value: 0.15 });
  });
  it('7:05 is the clock time 07:05; 24:00 is none', () => {
    expect([why(from, '7:05'), why(from, '23：30'), why(from, '22:30:00')]).toEqual([
      { value: '07:05' },
      { value: '23:30' },
      { value: '22:30' },
    ]);
    expect([why(from, '24:00'), why(from, 'noon')]).toEqual([{ why: 'notClock' }, { why: 'notClock' }]);
  });
  it('leaves a text to the server, which knows its shape', () => {
    expect(why(option({ type: 'text' }), ' 06-01 ')).toEqual({ value: '06-01' });
  });
  it('takes yes and no, and only the choices that there are', () => {
    expect([why(option({ type: 'boolean' }), 'true'), why(option({ type: 'boolean' }), 'false')]).toEqual([
      { value: true },
      { value: false },
    ]);
    const choice = option({ type: 'choice', choices: ['mild', 'strict'] });
    expect([why(choice, 'strict'), why(choice, 'other')]).toEqual([{ value: 'strict' }, { why: 'notChoice' }]);
  });
});

describe('a form of options', () => {
  it('sends only what was typed, and keeps apart what is wrong', () => {
    expect(parseOptions([energy, minutes, from], { minEnergyKwh: '0.2', clearMinutes: '50', from: '' })).toEqual({
      options: { minEnergyKwh: 0.2 },
      troubles: { clearMinutes: { why: 'notStep', bound: 15 } },
    });
  });
  it('is handed on in an address and comes back the same', () => {
    const options = { minEnergyKwh: 0.2, from: '22:45' };
    const text = optionsToQuery(options);
    expect(optionsOfQuery(text, [energy, minutes, from])).toEqual(options);
    expect(toTexts(options)).toEqual({ minEnergyKwh: '0.2', from: '22:45' });
    expect(optionsToQuery({})).toBeUndefined();
  });
  it('takes nothing from an address that is no option or is wrong', () => {
    expect(optionsOfQuery('{"minEnergyKwh":-1,"clearMinutes":45,"evil":{"a":1},"other":2}', [energy, minutes])).toEqual({
      clearMinutes: 45,
    });
    for (const broken of ['{', 'null', '[]', undefined, 7]) expect(optionsOfQuery(broken, [energy])).toEqual({});
  });
});

describe('a place in an address', () => {
  it('comes back the same, colons in the id too', () => {
    for (const scope of [
      { kind: 'site', id: 'demo' },
      { kind: 'meter', id: 'b3:f1:ac' },
    ] as const) {
      expect(parseScope(scopeText(scope))).toEqual(scope);
    }
  });
  it('is none where it names no kind or no id', () => {
    for (const text of ['room:1', 'meter:', 'meter', '', ':x', undefined, ['meter:x']]) expect(parseScope(text)).toBeUndefined();
  });
});
