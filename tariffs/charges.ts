import type { BillLine, BillTrouble } from '../domain/bill.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { TariffRevision } from '../domain/tariff.ts';
import { basicLines, fixedLines, type PricedDays } from './basic-lines.ts';
import type { BillQuestion } from './bill-question.ts';
import { noQuota, noReactive, noUsedBefore } from './bill-words.ts';
import { type Counted, countBefore } from './count-before.ts';
import { type CountingBasis, windowStart } from './counting-windows.ts';
import { energyLines } from './energy-lines.ts';
import { Exact } from './exact.ts';
import { type StretchUse, usedIn } from './metered-use.ts';
import { type MonthPiece, monthPieces } from './month-pieces.ts';
import { powerFactorLines, quotaLines } from './surcharge-lines.ts';

/** What a span is charged, and why something cannot be. */
export interface Charges {
  lines: BillLine[];
  troubles: BillTrouble[];
  /** The largest demand comes from a month that is not wholly measured. */
  isDemandIncomplete: boolean;
  /** Tiers or a quota count on from an amount that is not wholly known. */
  isBeforeIncomplete: boolean;
}

/** Days in a row that one version prices, with what was used in them. */
interface Run extends PricedDays {
  uses: StretchUse[];
}

/** A question on its way to its lines. */
interface Charging extends Charges {
  question: BillQuestion;
  uses: readonly StretchUse[];
  months: readonly MonthPiece[];
}

const NOTHING: Counted = { amount: new Exact(0), isWhole: true };

/** Every line of a span: of each version its amounts, basic charge, power factor, over-quota surcharge and fixed charges. */
export function chargeSpan(question: BillQuestion, versions: readonly TariffRevision[], uses: readonly StretchUse[]): Charges {
  const charging: Charging = {
    question,
    uses,
    months: monthPieces(question.from, question.to),
    lines: [],
    troubles: [],
    isDemandIncomplete: false,
    isBeforeIncomplete: false,
  };
  for (const run of runsOf(versions, uses)) {
    const charged = [...amountLines(charging, run), ...demandLines(charging, run)];
    charging.lines.push(...charged, ...adjustmentLines(charging, run, charged), ...excessLines(charging, run));
    charging.lines.push(...fixedLines(run, charging.months));
  }
  return charging;
}

function runsOf(versions: readonly TariffRevision[], uses: readonly StretchUse[]): Run[] {
  const runs: Run[] = [];
  for (const use of uses) {
    const { version, from, to } = use;
    const last = runs.at(-1);
    if (last?.version !== version) runs.push({ tariff: versions[version]!.tariff, version, from, to, uses: [use] });
    else {
      last.to = to;
      last.uses.push(use);
    }
  }
  return runs;
}

function amountLines(charging: Charging, run: Run): BillLine[] {
  const { tariff, uses } = run;
  return uses.flatMap((use) =>
    energyLines({ tariff, unit: unitOf(charging), use, ...countedBefore(charging, run, use, tariff.tiers?.basis) }),
  );
}

function demandLines(charging: Charging, run: Run): BillLine[] {
  const { lines, troubles, isIncomplete } = basicLines(charging.question, run, charging.months);
  charging.troubles.push(...troubles);
  charging.isDemandIncomplete ||= isIncomplete;
  return lines;
}

/** @param charged amounts and basic charge of the run */
function adjustmentLines({ question, uses, troubles }: Charging, run: Run, charged: readonly BillLine[]): BillLine[] {
  if (!run.tariff.powerFactor) return [];
  const { reactiveKvarh, from, to } = question;
  if (reactiveKvarh === null) {
    troubles.push({ kind: 'no_reactive', from, to, words: noReactive(run.tariff) });
    return [];
  }
  return powerFactorLines(run, charged, { activeKwh: usedIn(uses), reactiveKvarh });
}

function excessLines(charging: Charging, run: Run): BillLine[] {
  const { tariff, uses, from, to } = run;
  const { quota } = charging.question;
  if (!tariff.quotaSurcharge) return [];
  if (quota === null) {
    charging.troubles.push({ kind: 'no_quota', from, to, words: noQuota(tariff) });
    return [];
  }
  const { period } = tariff.quotaSurcharge;
  return uses.flatMap((use) => quotaLines({ tariff, unit: unitOf(charging), use, ...countedBefore(charging, run, use, period) }, quota));
}

function countedBefore(charging: Charging, { tariff }: Run, use: StretchUse, basis: CountingBasis | undefined) {
  const { question, uses, troubles } = charging;
  const counted = basis === undefined ? NOTHING : countBefore(question, uses, use, basis);
  if (basis !== undefined && !counted) {
    const since = windowStart(basis, use.from, question.from);
    troubles.push({ kind: 'no_data', from: since, to: question.from, words: noUsedBefore(tariff, since, question.from) });
  }
  const { amount: before, isWhole } = counted ?? NOTHING;
  charging.isBeforeIncomplete ||= !isWhole;
  return { before, isWhole };
}

const unitOf = ({ question: { medium } }: Charging) => MEDIUM_FACTS[medium].unit;
