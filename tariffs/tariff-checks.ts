import { PRICE_PERIODS, type PricePeriod, type Tariff, type TimeOfUse, type TouCalendar } from '../domain/tariff.ts';
import { quartersOf } from './day-table.ts';

interface Mistake {
  path: (string | number)[];
  message: string;
}

/** What a well-formed tariff cannot mean. */
export function checkTariff(tariff: Tariff): Mistake[] {
  return [
    ...checkWhole(tariff),
    ...(tariff.tou ? checkTou(tariff, tariff.tou) : []),
    ...checkTiers(tariff),
    ...checkDemand(tariff),
    ...checkQuota(tariff),
  ];
}

function checkWhole({ medium, validFrom, validTo, components, fixed, powerFactor, demand }: Tariff): Mistake[] {
  const mistakes: Mistake[] = [];
  if (validTo !== null && validTo <= validFrom) {
    mistakes.push({ path: ['validTo'], message: `has to be after validFrom ${validFrom}: the first day on which it holds no more` });
  }
  components.forEach(({ code }, index) => {
    if (components.findIndex((other) => other.code === code) < index)
      mistakes.push({ path: ['components', index, 'code'], message: 'stands twice' });
  });
  (fixed ?? []).forEach(({ code }, index) => {
    if (components.some((component) => component.code === code)) {
      mistakes.push({ path: ['fixed', index, 'code'], message: 'is the code of a component' });
    }
  });
  if (medium !== 'electricity' && demand)
    mistakes.push({ path: ['demand'], message: `only electricity has a demand charge, this is for ${medium}` });
  if (medium !== 'electricity' && powerFactor) {
    mistakes.push({ path: ['powerFactor'], message: `only electricity has a power factor, this is for ${medium}` });
  }
  return mistakes;
}

function checkTou({ components, itemize }: Tariff, tou: TimeOfUse): Mistake[] {
  const { ratios, adders, calendars, defaultPeriod } = tou;
  const mistakes: Mistake[] = [];
  if ((ratios === undefined) === (adders === undefined))
    mistakes.push({ path: ['tou'], message: 'either ratios or adders are wanted, one of them' });
  if (ratios && !components.some(({ floats }) => floats)) {
    mistakes.push({ path: ['tou', 'ratios'], message: 'act on nothing: no component has floats: true' });
  }
  if (ratios?.flat !== undefined && Number(ratios.flat) !== 1)
    mistakes.push({ path: ['tou', 'ratios', 'flat'], message: 'has to be 1: components are the prices at flat' });
  if (adders && itemize === 'components') {
    mistakes.push({ path: ['tou', 'adders'], message: 'act on the whole price: itemize has to be all_in' });
  }
  const periods = new Set<PricePeriod>([defaultPeriod, ...calendars.flatMap((calendar) => calendar.periods.map(({ period }) => period))]);
  const priced = ratios ?? adders ?? {};
  for (const period of PRICE_PERIODS) {
    if (period !== 'flat' && periods.has(period) && priced[period] === undefined) {
      mistakes.push({ path: ['tou', adders ? 'adders' : 'ratios', period], message: `is missing: the calendars use ${period}` });
    }
  }
  return [...mistakes, ...calendars.flatMap((calendar, index) => checkCalendar(calendar, index, index < calendars.length - 1))];
}

function checkCalendar(calendar: TouCalendar, index: number, hasNext: boolean): Mistake[] {
  const { periods, ...conditions } = calendar;
  const mistakes: Mistake[] = [];
  if (hasNext && Object.values(conditions).every((condition) => condition === undefined)) {
    mistakes.push({ path: ['tou', 'calendars', index], message: 'fits every day, so those after it never hold: put it last' });
  }
  const taken = new Map<number, number>();
  periods.forEach(({ from, to }, place) => {
    const path = ['tou', 'calendars', index, 'periods', place];
    if (from === to || from === '24:00')
      mistakes.push({ path, message: `${from} to ${to} has no length; the whole day is 00:00 to 24:00` });
    else {
      const quarters = quartersOf(from, to).flatMap(([start, end]) => Array.from({ length: end - start }, (_, quarter) => start + quarter));
      const other = quarters.map((quarter) => taken.get(quarter)).find((found) => found !== undefined);
      if (other !== undefined) mistakes.push({ path, message: `${from} to ${to} overlaps period ${other} of the same calendar` });
      for (const quarter of quarters) taken.set(quarter, place);
    }
  });
  return mistakes;
}

function checkTiers({ tiers }: Tariff): Mistake[] {
  if (!tiers) return [];
  const { bounds, adders } = tiers;
  const mistakes: Mistake[] = [];
  bounds.forEach((bound, index) => {
    if (index > 0 && Number(bound) <= Number(bounds[index - 1])) {
      mistakes.push({ path: ['tiers', 'bounds', index], message: `has to be above ${bounds[index - 1]}: bounds ascend` });
    }
  });
  if (adders.length !== bounds.length + 1) {
    mistakes.push({
      path: ['tiers', 'adders'],
      message: `${bounds.length} bounds make ${bounds.length + 1} tiers, and ${adders.length} adders are given`,
    });
  }
  return mistakes;
}

function checkDemand({ demand }: Tariff): Mistake[] {
  if (!demand) return [];
  const wanted = { capacity: ['capacityKva'], actual: [], declared: ['declaredKw', 'excessRule'] } as const;
  const optional = { capacity: [], actual: [], declared: ['limit'] } as const;
  const needed: readonly string[] = wanted[demand.mode];
  const allowed: readonly string[] = [...needed, ...optional[demand.mode]];
  return (['capacityKva', 'declaredKw', 'excessRule', 'limit'] as const).flatMap((key) => {
    if (demand[key] === undefined) return needed.includes(key) ? [{ path: ['demand', key], message: `mode ${demand.mode} needs it` }] : [];
    return allowed.includes(key) ? [] : [{ path: ['demand', key], message: `mode ${demand.mode} has none` }];
  });
}

function checkQuota({ quotaSurcharge, components }: Tariff): Mistake[] {
  if (!quotaSurcharge) return [];
  const { component, steps } = quotaSurcharge;
  const mistakes: Mistake[] = [];
  if (!components.some(({ code }) => code === component)) {
    const known = components.map(({ code }) => code).join(', ');
    mistakes.push({ path: ['quotaSurcharge', 'component'], message: `is no component of this tariff; there is: ${known}` });
  }
  steps.forEach(({ overPercentLe }, index) => {
    const path = ['quotaSurcharge', 'steps', index, 'overPercentLe'];
    const isLast = index === steps.length - 1;
    const before = steps[index - 1]?.overPercentLe;
    if (isLast !== (overPercentLe === null)) mistakes.push({ path, message: 'the last step has no bound, the others have one' });
    else if (overPercentLe !== null && before && Number(overPercentLe) <= Number(before)) {
      mistakes.push({ path, message: `has to be above ${before}: steps ascend` });
    }
  });
  return mistakes;
}
