import { registerFacts } from '../domain/consumption.ts';
import { StatementRefused } from '../domain/correction.ts';
import type { RegisterFacts, RegisterReading } from '../domain/register.ts';
import { isTremble, pastLastDigit, rounded, specBetween } from '../domain/step-evidence.ts';
import type { Meter } from '../domain/site.ts';
import { type Change, checkKept, type CheckSources, instant, type Of, registerOf } from './correction-grounds.ts';
import { registersAround, registerText } from './registers-around.ts';

/** @throws StatementRefused, StoreUnavailable */
export async function checkExchange(sources: CheckSources, change: Change, statement: Of<'exchange'>): Promise<void> {
  const field = registerOf(change.before, 'exchange');
  const { at, closing, opening, photo } = statement;
  await checkKept(sources, 'at', at);
  if (photo !== undefined && !(await sources.records.photos.get(change.before.site, photo)))
    throw new StatementRefused('statement.photo', `no photo '${photo}'`);
  const facts = registerFacts(change.after);
  const old = specBetween(facts, { at: at - 1, value: 0 }, { at: at - 1, value: 0 });
  const fresh = specBetween(facts, { at, value: 0 }, { at, value: 0 });
  checkDigits('closing', closing, old.digits);
  checkDigits('opening', opening, fresh.digits);
  const { before, after } = await neighbours(sources, change.before, field, statement);
  if (before && fellBelow(facts, before, { at, value: closing }))
    throw new StatementRefused('statement.closing', `${closing} is below the reading before the exchange, ${registerText(before)}`);
  if (after && fellBelow(facts, { at, value: opening }, after))
    throw new StatementRefused('statement.opening', `${opening} is above the reading after the exchange, ${registerText(after)}`);
  const decided = after && change.before.history?.decisions.find(({ toAt, as }) => toAt === after.at && as !== 'glitch');
  if (decided)
    throw new StatementRefused(
      'statement.at',
      `the step that ends at ${instant(after.at)} is declared as '${decided.as}'; undo that correction first`,
    );
}

function checkDigits(key: 'closing' | 'opening', value: number, digits: number): void {
  if (value >= 10 ** digits)
    throw new StatementRefused(`statement.${key}`, `${value} does not fit a register of ${digits} digits before the point`);
}

/** A reading of the very instant belongs to the meter whose register is nearer. */
async function neighbours(
  sources: CheckSources,
  meter: Meter,
  field: ReturnType<typeof registerOf>,
  { at, closing, opening }: Of<'exchange'>,
) {
  const around = await registersAround(sources, meter, field, at);
  const { after } = around;
  if (after?.at !== at || Math.abs(after.value - closing) >= Math.abs(after.value - opening)) return around;
  return { before: after, after: (await registersAround(sources, meter, field, at + 1)).after };
}

/** Whether a register fell by more than its trembling without having passed its last digit. */
function fellBelow(facts: RegisterFacts, from: RegisterReading, to: RegisterReading): boolean {
  const spec = specBetween(facts, from, to);
  const difference = rounded(to.value - from.value, spec);
  if (difference >= 0 || facts.falls === 'net' || isTremble(difference, spec)) return false;
  return pastLastDigit(from, to, spec) === undefined;
}
