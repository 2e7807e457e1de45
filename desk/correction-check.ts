import { type Statement, StatementRefused } from '../domain/correction.ts';
import type { DaysReplacement } from '../store/ports.ts';
import { checkExchange } from './correction-exchange.ts';
import { type Change, checkKept, type CheckSources, fieldOf, instant, type Of, registerOf } from './correction-grounds.ts';
import { checkParent, checkPlace } from './correction-place.ts';
import { registersAround, registerText } from './registers-around.ts';

/** What can be said against a statement before anything is computed. @throws StatementRefused, StoreUnavailable */
export async function checkStatement(sources: CheckSources, change: Change, statement: Statement): Promise<void> {
  checkInstants(sources.now, statement);
  switch (statement.kind) {
    case 'step':
      return checkStep(sources, change, statement);
    case 'spread':
      return checkSpread(sources, change, statement);
    case 'exchange':
      return checkExchange(sources, change, statement);
    case 'ratio':
      return checkRatio(sources, change, statement);
    case 'outage':
      return void fieldOf(change.before, statement.kind);
    case 'place':
      return checkPlace(change, statement);
    case 'parent':
      return checkParent(change, statement);
  }
}

function checkInstants(now: number, statement: Statement): void {
  for (const key of ['at', 'fromAt', 'toAt'] as const) {
    const at = (statement as Partial<Record<typeof key, number | null>>)[key];
    if (typeof at !== 'number' || at <= now) continue;
    const hint = statement.kind === 'outage' && key === 'toAt' ? '; while it goes on, leave the end out (null)' : '';
    throw new StatementRefused(`statement.${key}`, `${instant(at)} lies in the future${hint}`);
  }
  if (statement.kind === 'outage' && statement.toAt !== null && statement.toAt <= statement.fromAt)
    throw new StatementRefused('statement.toAt', `the end ${instant(statement.toAt)} is not after the start ${instant(statement.fromAt)}`);
}

async function checkStep(sources: CheckSources, { before: meter }: Change, { toAt, as }: Of<'step'>): Promise<void> {
  const field = registerOf(meter, 'step');
  await checkKept(sources, 'toAt', toAt);
  const ref = { site: meter.site, meter: meter.id, medium: meter.medium };
  const rows = await sources.readings.range(ref, toAt, toAt + 1, { bracket: true, fields: [field] });
  if (!rows.some(({ at }) => at === toAt)) {
    const near = rows.map(({ at }) => instant(at)).join(' and ') || 'none';
    throw new StatementRefused('statement.toAt', `no reading of '${meter.id}' at ${instant(toAt)}; next to it: ${near}`);
  }
  if (!rows.some(({ at }) => at < toAt))
    throw new StatementRefused('statement.toAt', `the reading at ${instant(toAt)} is the first of '${meter.id}': no step ends there`);
  const lastAt = rows.findLast(({ at }) => at < toAt)!.at;
  const exchange = meter.history?.exchanges.find(({ at }) => at > lastAt && at <= toAt);
  if (exchange && as !== 'glitch')
    throw new StatementRefused('statement.toAt', `an exchange at ${instant(exchange.at)} explains this step; undo that correction first`);
}

async function checkSpread(sources: CheckSources, { before: meter }: Change, { toAt }: Of<'spread'>): Promise<void> {
  registerOf(meter, 'spread');
  await checkKept(sources, 'toAt', toAt);
  const [step] = await sources.intervals.steps(meter.site, { meter: meter.id, fromAt: toAt, toAt: toAt + 1, limit: 1 });
  if (step?.booking === 'held') return;
  const why = meter.history?.spreads.includes(toAt)
    ? 'its total is spread over its days already'
    : 'no long gap whose total is held ends there';
  throw new StatementRefused('statement.toAt', `${instant(toAt)}: ${why}`);
}

async function checkRatio(sources: CheckSources, { before: meter }: Change, { fromAt, register }: Of<'ratio'>): Promise<void> {
  const field = fieldOf(meter, 'ratio');
  if (register === undefined) return;
  if (meter.kind === 'interval')
    throw new StatementRefused('statement.register', `'${meter.id}' sends amounts: it has no register; leave it out`);
  const { before, after } = await registersAround(sources, meter, field, fromAt);
  const isOutside = (before && register < before.value) || (after && register > after.value);
  // Over a fall of the register there is no between.
  if (!isOutside || (before && after && after.value < before.value)) return;
  const around = [before, after].filter((reading) => reading !== undefined).map(registerText);
  throw new StatementRefused('statement.register', `${register} is not between the readings around it: ${around.join(', ')}`);
}

/** What can only be seen once it was computed: whether the statement explains what it is about. @throws StatementRefused */
export function checkOutcome(statement: Statement, { steps }: Pick<DaysReplacement, 'steps'>): void {
  if (statement.kind === 'step' && statement.as === 'normal') {
    const step = steps.find(({ toAt }) => toAt === statement.toAt);
    if (step?.kind === 'suspicious')
      throw new StatementRefused(
        'statement.as',
        `the register fell from ${step.from} to ${step.to}: that is no normal use; allowed: rollover, reset, glitch, unknown`,
      );
  }
  if (statement.kind !== 'exchange') return;
  const { at } = statement;
  const crossing = steps.filter(({ fromAt, toAt }) => fromAt <= at && toAt >= at);
  if (crossing.some(({ kind, amount }) => kind === 'exchange' && amount !== null)) return;
  const step = crossing.find(({ kind }) => kind === 'exchange' || kind === 'suspicious');
  // Nothing crosses it while the new meter has not been read.
  if (!step) return;
  const around = `${registerText({ at: step.fromAt, value: step.from })} and ${registerText({ at: step.toAt, value: step.to })}`;
  throw new StatementRefused(
    'statement.closing',
    `the registers do not fit the readings around the exchange, ${around}: more than the meter can pass in that time`,
  );
}
