import { CARRIER_FACTS } from '../../domain/carriers.ts';
import type { Carrier, Factor } from '../../domain/factor.ts';
import type { Sentence } from '../../domain/words.ts';
import { exact } from '../../tariffs/exact.ts';
import type { EnergyRow } from './energy.ts';

/** `3067749` → `3,067,749`, all of its digits. */
export const grouped = (value: string): string => {
  const [whole = '', decimals] = exact(value).toFixed().split('.');
  const thousands = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? thousands : `${thousands}.${decimals}`;
};

export const regionWords = (region: string): Sentence =>
  region === 'national' ? { zh: '全国', en: 'national' } : { zh: region, en: region };

/** `全国 2023 年` */
export function factorOrigin({ region, dataYear }: Factor): Sentence {
  const { zh, en } = regionWords(region);
  return dataYear === null ? { zh, en } : { zh: `${zh} ${dataYear} 年`, en: `${en}, data of ${dataYear}` };
}

/** `电 3,067,749 kWh × 0.1229 kgce/kWh + …` */
export function energyFormula(rows: readonly EnergyRow[]): Sentence {
  const part = (language: 'zh' | 'en') =>
    rows
      .map(({ carrier, amount, factor }) => {
        const { name, unit } = CARRIER_FACTS[carrier];
        const used = amount === null ? '?' : grouped(amount);
        return `${name[language]} ${used} ${unit} × ${factor?.value ?? '?'} kgce/${unit}`;
      })
      .join(' + ');
  return { zh: part('zh') || '—', en: part('en') || '—' };
}

/** Which amounts and factors are missing. */
export function whyNoEnergy(rows: readonly EnergyRow[]): Sentence {
  if (rows.length === 0) return { zh: '没有任何能源的用量', en: 'no amount of any energy is known' };
  const amounts = rows.filter(({ amount }) => amount === null).map(({ carrier }) => carrier);
  const factors = rows.filter(({ amount, kgce }) => amount !== null && kgce === null).map(({ carrier }) => carrier);
  const zh = [
    ...(amounts.length > 0 ? [`${namesOf(amounts, 'zh')}的用量未知`] : []),
    ...(factors.length > 0 ? [`${namesOf(factors, 'zh')}没有适用的折标系数`] : []),
  ];
  const en = [
    ...(amounts.length > 0 ? [`the use of ${namesOf(amounts, 'en')} is not known`] : []),
    ...(factors.length > 0 ? [`no coal-equivalent factor holds for ${namesOf(factors, 'en')}`] : []),
  ];
  return { zh: zh.join('；'), en: en.join('; ') };
}

export function namesOf(carriers: readonly Carrier[], language: 'zh' | 'en'): string {
  const names = carriers.map((carrier) => CARRIER_FACTS[carrier].name[language]);
  return language === 'zh' ? names.join('、') : names.map((name) => (name === 'LPG' ? name : name.toLowerCase())).join(', ');
}

export const NO_AREA: Sentence = { zh: '该月建筑面积未填', en: 'nobody entered the building area of that month' };
export const NO_ENERGY_HEADS: Sentence = { zh: '该月用能人数未填', en: 'nobody entered who uses energy in that month' };
export const NO_WATER_HEADS: Sentence = { zh: '该月用水人数未填', en: 'nobody entered who uses water in that month' };

export const unknownUse = (carrier: Carrier): Sentence => ({
  zh: `${namesOf([carrier], 'zh')}的用量未知`,
  en: `the use of ${namesOf([carrier], 'en')} is not known`,
});

export const noCo2Factor = (region: string | null, month: string): Sentence => ({
  zh: `没有适用于 ${month}（${region ?? '全国'}）的电力排放因子`,
  en: `no CO₂ factor of electricity holds for ${month} (${region ?? 'national'})`,
});
