import type { BillLine } from '../../domain/bill.ts';
import { AGREES, type Cause, differs, isNear, money, percent } from './reconcile-words.ts';
import type { Sides } from './sides.ts';

/** Lines that follow from demand and power factor, which the utility counts by registers of its own. */
const BY_OTHER_REGISTERS = new Set(['basic', 'power_factor']);
/** Lines whose amount follows from the quantity. */
const PRICED = ({ quantity, price }: BillLine) => quantity !== null && price !== null;
/** How well a difference has to hit a line to be that line. */
const LINE_HIT = 0.05;

/** Why the same quantity costs more or less: what is left of the difference in money once the quantity has its part. */
export function amountCauses(sides: Sides): Cause[] {
  const { theirs, ours } = sides;
  const expected = ours.quantity === 0 ? ours.amount : ours.amount * (theirs.quantity / ours.quantity);
  const rest = theirs.amount - expected;
  if (!differs(theirs.amount, expected)) return [];
  // Beside a difference in quantity the rest is a rough number: what it says counts less.
  const trust = differs(theirs.quantity, ours.quantity) ? 0.5 : 1;
  const causes = [byDemand(sides, rest), byFixed(sides, rest), byPrice(sides, rest)];
  return causes.flatMap((cause) => (cause ? [{ ...cause, weight: cause.weight * trust }] : []));
}

function byDemand({ bill, theirs }: Sides, rest: number): Cause | undefined {
  const lines = bill.lines.filter(({ code }) => BY_OTHER_REGISTERS.has(code));
  if (lines.length === 0) return undefined;
  const sum = lines.reduce((total, line) => total + Number(line.amount), 0);
  const isMissing = lines.some((line) => isNear(-rest, Number(line.amount), Number(line.amount), LINE_HIT));
  const told = lines.map((line) => money(Number(line.amount)));
  const share = `${((rest / theirs.amount) * 100).toFixed(1)} %`;
  return {
    kind: 'demand_or_factor',
    // The basic charge and the power factor are the usual suspects wherever they are part of the bill.
    weight: isMissing ? 0.95 : Math.abs(rest) <= Math.abs(sum) ? 0.7 : 0.4,
    words: {
      zh: `单价之外多出 ${money(rest)}（账单的 ${share}）；我方基本电费、力调电费为 ${told.join('、')}，按 15 分钟平均功率和推算的无功得出，请核对账单上的最大需量和功率因数`,
      en: `${money(rest)} beyond the prices (${share} of the invoice); our basic charge and power factor lines are ${told.join(', ')}, from 15-min means and estimated reactive energy: compare demand and power factor on the invoice`,
    },
  };
}

/** An amount that no quantity explains: one of our fixed lines that they do not have, or a round sum that we do not. */
function byFixed({ bill }: Sides, rest: number): Cause | undefined {
  const line = bill.lines.find(
    (one) => !PRICED(one) && !BY_OTHER_REGISTERS.has(one.code) && isNear(-rest, Number(one.amount), Number(one.amount), LINE_HIT),
  );
  const isRound = isNear(rest, Math.round(rest), 1, 0.011);
  if (!line && !(isRound && rest > 0)) return undefined;
  return {
    kind: 'fixed_charges',
    weight: line ? 0.9 : 0.7,
    words: line
      ? {
          zh: `差额 ${money(rest)} 与我方的固定费用 ${money(Number(line.amount))} 相当：账单可能没有这一项`,
          en: `the difference of ${money(rest)} is that of our fixed charge ${money(Number(line.amount))}: the invoice may not have it`,
        }
      : {
          zh: `用量相符，多出 ${money(rest)}，是整元数：可能是电价表里没有的固定费用`,
          en: `same quantity, ${money(rest)} more, in whole yuan: perhaps a fixed charge that the tariff here does not have`,
        },
  };
}

function byPrice({ theirs, ours, bill }: Sides, rest: number): Cause | undefined {
  if (theirs.quantity === 0 || ours.quantity === 0) return undefined;
  const [their, our] = [theirs.amount / theirs.quantity, ours.amount / ours.quantity];
  if (isNear(their, our, our, AGREES)) return undefined;
  const unit = bill.unit;
  const documents = bill.tariffs.map(({ sourceDoc }) => sourceDoc);
  return {
    kind: 'price',
    weight: 0.65,
    words: {
      zh: `平均单价：账单 ${their.toFixed(4)}，我方 ${our.toFixed(4)} 元/${unit}（${percent(their, our)}，合 ${money(rest)}）；我方依据 ${documents.join('、')}，请核对执行的价格版本和时段`,
      en: `mean price: ${their.toFixed(4)} on the invoice, ${our.toFixed(4)} yuan/${unit} here (${percent(their, our)}, ${money(rest)}); ours is by ${documents.join(', ')}: compare the version of the price and its periods`,
    },
  };
}
