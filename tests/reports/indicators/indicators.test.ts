import { describe, expect, it } from 'vitest';
import { BUILT_IN_FACTORS } from '../../../domain/factors.ts';
import { factsOf } from '../../../domain/facts-of-month.ts';
import type { SchoolFact } from '../../../domain/school-facts.ts';
import { computeIndicators, type IndicatorQuestion } from '../../../reports/indicators/indicators.ts';
import { exact } from '../../../tariffs/exact.ts';

const NOBODY = factsOf([], '2026-03');
const ask = (question: Partial<IndicatorQuestion>) =>
  computeIndicators({ amounts: {}, facts: NOBODY, factors: BUILT_IN_FACTORS, month: '2026-03', ...question });
/** As a report prints it. */
const shown = (value: string | null, decimals: number) => value && exact(value).toFixed(decimals);

/** A university's published first quarter of 2025: 3,067,749 kWh are printed as 377,026.33 "tce". */
const university: Partial<IndicatorQuestion> = {
  amounts: { electricity: '3067749', water: '245806', gas: '14331.57', gasoline: '1529.46' },
  facts: { ...NOBODY, areaM2: '652424.20', energyHeads: '23092', waterHeads: '23092' },
};

describe('indicators of a published report', () => {
  const all = ask({ ...university, vehicleFuels: [] });

  it('396,060.75 kgce in all, 17.15 a head, 0.607 a square metre', () => {
    expect(all.total_energy).toMatchObject({ value: '396060.75', unit: 'kgce', why: null });
    expect(shown(all.energy_per_head.value, 2)).toBe('17.15');
    expect(shown(all.energy_per_m2.value, 3)).toBe('0.607');
  });

  it('132.85 kWh and 10.64 m³ a head, 4.702 kWh a square metre', () => {
    expect(shown(all.electricity_per_head.value, 2)).toBe('132.85');
    expect(shown(all.water_per_head.value, 2)).toBe('10.64');
    expect(shown(all.electricity_per_m2.value, 3)).toBe('4.702');
  });

  it('95.19, 4.39 and 0.41 % of the energy are electricity, gas and gasoline', () => {
    const percent = all.shares.map(({ carrier, share }) => [carrier, exact(share!).times(100).toFixed(2)]);
    expect(percent).toEqual([
      ['electricity', '95.19'],
      ['gas', '4.39'],
      ['gasoline', '0.41'],
    ]);
    expect(all.shares.map(({ kgce }) => kgce)).toEqual(['377026.35', '17402.83', '1631.57']);
  });

  it('1,627,747.6 kg of CO₂ by the national factor, 1,525,898.4 kg by that of Zhejiang', () => {
    expect(shown(all.co2.value, 1)).toBe('1627747.6');
    expect(all.co2.formula.zh).toBe('电 3,067,749 kWh × 0.5306 kgCO₂/kWh（全国 2023 年电网平均，仅电力）');
    const there = ask({ ...university, facts: { ...university.facts!, region: '浙江' } });
    expect(shown(there.co2.value, 1)).toBe('1525898.4');
    expect(there.co2.factors).toMatchObject([{ region: '浙江', dataYear: 2023, value: '0.4974' }]);
    expect(there.co2.formula.en).toBe('electricity 3,067,749 kWh × 0.4974 kgCO₂/kWh (grid mean, 浙江, data of 2023; electricity only)');
  });

  it('per area without the fuel of vehicles, and says so', () => {
    const { energy_per_m2, total_energy } = ask(university);
    expect(total_energy.value).toBe('396060.75');
    // (377,026.3521 + 17,402.8255) ÷ 652,424.20
    expect(energy_per_m2.value).toBe('0.6046');
    expect(energy_per_m2.formula).toEqual({
      zh: '（电 3,067,749 kWh × 0.1229 kgce/kWh + 天然气 14,331.57 m³ × 1.2143 kgce/m³（不含车辆用油：汽油））÷ 建筑面积 652,424.2 m²',
      en: '(Electricity 3,067,749 kWh × 0.1229 kgce/kWh + Natural gas 14,331.57 m³ × 1.2143 kgce/m³ (without fuel of vehicles: gasoline)) ÷ building area of 652,424.2 m²',
    });
  });
});

describe('indicators of a report that prints kWh as coal', () => {
  it('6,476.46 kgce for 52,697 kWh, 0.2746 a square metre, 1.4513 m³ a head', () => {
    const facts = { ...NOBODY, areaM2: '23584', energyHeads: '2650', waterHeads: '2650' };
    const { total_energy, energy_per_m2, water_per_head } = ask({ amounts: { electricity: '52697', water: '3846' }, facts });
    expect(total_energy.value).toBe('6476.46');
    expect(energy_per_m2.value).toBe('0.2746');
    expect(water_per_head.value).toBe('1.4513');
  });
});

describe('an indicator', () => {
  const amounts = { electricity: '1000', water: '20' };

  it('is null with the reason where area, heads or a use is not known', () => {
    const values = ask({ amounts: { electricity: '1000' } });
    expect(values.energy_per_m2).toMatchObject({ value: null, why: { zh: '该月建筑面积未填' } });
    expect(values.energy_per_head).toMatchObject({ value: null, why: { en: 'nobody entered who uses energy in that month' } });
    expect(values.water_per_head).toMatchObject({ value: null, why: { zh: '水的用量未知', en: 'the use of water is not known' } });
    expect(values.total_energy).toMatchObject({ value: '122.9', why: null });
  });

  it('is null, not the sum of the rest, where one carrier is not known', () => {
    const { total_energy, energy_per_m2, shares } = ask({
      amounts: { electricity: '1000', gas: null },
      facts: { ...NOBODY, areaM2: '100' },
    });
    const why = { zh: '天然气的用量未知', en: 'the use of natural gas is not known' };
    expect(total_energy).toMatchObject({ value: null, why });
    expect(total_energy.formula.zh).toContain('天然气 ? m³ × 1.2143 kgce/m³');
    expect(energy_per_m2).toMatchObject({ value: null, why });
    expect(shares).toEqual([
      { carrier: 'electricity', kgce: '122.9', share: null },
      { carrier: 'gas', kgce: null, share: null },
    ]);
  });

  it('is null where no factor holds, which 0 litres do not need', () => {
    const { total_energy } = ask({ amounts: { electricity: '1000', diesel: '5' } });
    expect(total_energy).toMatchObject({ value: null, why: { en: 'no coal-equivalent factor holds for diesel' } });
    expect(ask({ amounts: { electricity: '1000', diesel: '0' } }).total_energy.value).toBe('122.9');
  });

  it('has no CO₂ before a factor was published', () => {
    const { co2 } = ask({ amounts, month: '2024-03' });
    expect(co2).toMatchObject({ value: null, why: { en: 'no CO₂ factor of electricity holds for 2024-03 (national)' } });
    expect(ask({ amounts, month: '2024-04' }).co2).toMatchObject({ value: '556.8', factors: [{ dataYear: 2021 }] });
  });

  it('is null without heads that count, and without any energy', () => {
    const heads: SchoolFact = {
      kind: 'heads',
      id: 'h',
      site: 'hill',
      fromMonth: '2026-01',
      source: '',
      savedBy: '',
      savedAt: 0,
      category: 'resident',
      count: 0,
      weight: '1',
      usesEnergy: true,
      usesWater: false,
    };
    const facts = factsOf([heads], '2026-03');
    expect(ask({ amounts, facts }).energy_per_head).toMatchObject({ value: null, why: { zh: '该月用能人数未填' } });
    expect(ask({ amounts: { water: '20' } }).total_energy).toMatchObject({ value: null, why: { zh: '没有任何能源的用量' } });
  });
});
