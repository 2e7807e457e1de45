import type { Bill, BillOutcome, BillTrouble } from '../domain/bill.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { TariffRevision } from '../domain/tariff.ts';
import { billNotes, coverageOfMeters } from './bill-notes.ts';
import type { BillQuestion } from './bill-question.ts';
import { badSpan, noReadings } from './bill-words.ts';
import { type Charges, chargeSpan } from './charges.ts';
import { sumOf, toDecimal, toMoney } from './exact.ts';
import { type MeteredUse, sortUse, usedIn } from './metered-use.ts';
import { createPriceClock, type PriceClock } from './price-clock.ts';
import { cutIntoStretches } from './stretches.ts';

export type { BillQuestion, MeterUse } from './bill-question.ts';
export { type UsedBefore, usedBeforeFrom } from './used-before.ts';

/** What a span costs by the tariffs that hold on its days, or why that cannot be said. */
export function computeBill(question: BillQuestion): BillOutcome {
  const { from, to, meters } = question;
  if (from >= to || meters.length === 0) return refused([{ kind: 'bad_span', from, to, words: badSpan(question) }]);
  const { versions, stretches, troubles: bare } = cutIntoStretches(question);
  if (bare.length > 0) return refused(bare);
  const clocks = versions.map(({ tariff }) => tariff.tou && createPriceClock(tariff.tou, question));
  const used = sortUse(question, stretches, clocks);
  const charges = chargeSpan(question, versions, used.stretches);
  const troubles = [...silentMeters(question, used), ...charges.troubles];
  return troubles.length > 0 ? refused(troubles) : { kind: 'billed', bill: toBill(question, versions, clocks, used, charges) };
}

const refused = (troubles: readonly BillTrouble[]): BillOutcome => ({ kind: 'refused', troubles });

function silentMeters({ from, to, meters: uses }: BillQuestion, { meters }: MeteredUse): BillTrouble[] {
  return meters.flatMap(({ meter, amount }) =>
    amount === null
      ? [
          {
            kind: 'no_data' as const,
            from,
            to,
            words: noReadings(uses.find((use) => use.meter === meter)?.name ?? { name: meter }, { from, to }),
          },
        ]
      : [],
  );
}

function toBill(
  { medium, from, to }: BillQuestion,
  versions: readonly TariffRevision[],
  clocks: readonly (PriceClock | undefined)[],
  { stretches, meters }: MeteredUse,
  charges: Charges,
): Bill {
  const known = coverageOfMeters(meters);
  return {
    medium,
    from,
    to,
    // The media that are sold are counted in kWh and m³.
    unit: MEDIUM_FACTS[medium].unit === 'kWh' ? 'kWh' : 'm³',
    quantity: toDecimal(usedIn(stretches)),
    lines: charges.lines,
    total: toMoney(sumOf(charges.lines.map(({ amount }) => amount))),
    ...known,
    meters,
    tariffs: versions.map(({ tariff, revision }) => ({
      id: tariff.id,
      revision,
      validFrom: tariff.validFrom,
      name: tariff.name,
      nameEn: tariff.nameEn ?? null,
      sourceDoc: tariff.sourceDoc,
      isExample: tariff.isExample === true,
    })),
    notes: billNotes(versions, clocks, charges, known),
  };
}
