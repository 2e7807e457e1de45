import type { AccountRequest, AccountView, BillAnswer } from '../../api/schemas/accounts.ts';
import type { BillView, OutcomeView } from '../../api/schemas/bills.ts';
import type { Problem } from '../../api/schemas/common.ts';
import type { Statement } from '../../domain/correction.ts';
import { INTERVAL_MS } from '../../domain/interval.ts';
import type { Tariff } from '../../domain/tariff.ts';
import { LONDON, type School } from './school.ts';

/** What the tests of bought energy share: prices, an account, readings that arrive. */
export const NOW = LONDON.at('2026-05-20', '12:00');
export const APRIL = { from: '2026-04-01', to: '2026-05-01' };
export const day = (text: string) => LONDON.startOfDay(text);

export const tariff = (changes: Partial<Tariff> = {}): Tariff => ({
  id: 'school',
  name: '学校合表',
  medium: 'electricity',
  customerClass: '203',
  validFrom: '2026-01-01',
  validTo: null,
  sourceDoc: '浙发改价格〔2026〕1号',
  currency: 'CNY',
  components: [{ code: 'energy', price: '0.558', floats: false }],
  itemize: 'all_in',
  ...changes,
});
/** Domain note 2.3, T04: only the energy floats. */
export const TIME_OF_USE = tariff({
  components: [
    { code: 'energy', price: '0.4200', floats: true },
    { code: 'line_loss', price: '0.0180', floats: false },
    { code: 't_and_d', price: '0.1520', floats: false },
    { code: 'system_operation', price: '0.0350', floats: false },
    { code: 'gov_fund', price: '0.0290', floats: false, isInPowerFactorBase: false },
  ],
  tou: {
    ratios: { peak: '1.70', valley: '0.35' },
    calendars: [
      {
        periods: [
          { from: '00:00', to: '06:00', period: 'valley' },
          { from: '11:00', to: '13:00', period: 'valley' },
          { from: '14:00', to: '22:00', period: 'peak' },
        ],
      },
    ],
    defaultPeriod: 'flat',
  },
});
export const saveTariff = (school: School, changes: Partial<Tariff> = {}) =>
  school.records.tariffs.save('hill', tariff(changes), 'Li', NOW);

export const grid: AccountRequest = {
  name: '供电公司',
  medium: 'electricity',
  utilityNo: '330011',
  meters: [{ meter: 'a-main', share: '1' }],
  assignments: [{ from: '2026-01-01', tariff: 'school' }],
  billingDay: 1,
};

/** @throws with the server's own words */
export async function addAccount(school: School, changes: Partial<AccountRequest> = {}): Promise<AccountView> {
  const { status, body } = await school.post<Problem & { account: AccountView }>('/accounts', { ...grid, ...changes });
  if (status !== 200) throw new Error(body.detail);
  return body.account;
}

interface Span {
  from: string;
  to: string;
}

export const outcomeOf = async (school: School, { id }: AccountView, { from, to }: Span): Promise<OutcomeView> =>
  (await school.get<BillAnswer>(`/accounts/${id}/bill?from=${from}&to=${to}`)).outcome;

/** @throws with the troubles where there is none */
export async function billOf(school: School, account: AccountView, span: Span): Promise<BillView> {
  const outcome = await outcomeOf(school, account, span);
  if (outcome.kind === 'refused') throw new Error(outcome.troubles.map(({ words }) => words.en).join('; '));
  return outcome.bill;
}

/** Readings every quarter of an hour between two registers, as a display with two decimals shows them. */
export function readings(first: number, last: number, fromAt: number, toAt: number) {
  const count = (toAt - fromAt) / INTERVAL_MS;
  return Array.from({ length: count + 1 }, (_, index) => ({
    at: fromAt + index * INTERVAL_MS,
    fields: { energy_kwh: Number((first + ((last - first) * index) / count).toFixed(2)) },
  }));
}
/** As the collector brings them, and the server lays them on the grid. */
export async function arrive(school: School, meter: string, list: ReturnType<typeof readings>): Promise<void> {
  await school.write(meter, list);
  const touched = [{ site: 'hill', meter, fromAt: list[0]!.at, toAt: list.at(-1)!.at + 1 }];
  await school.records.intake.commit({ latest: [], touched, refused: [], refusals: new Map(), unknown: [] });
  await school.compute();
}

export const say = (school: School, meter: string, statement: Statement) =>
  school.records.corrections.commit(
    'hill',
    {
      correction: {
        id: `${meter} ${statement.kind}`,
        site: 'hill',
        meter,
        statement,
        by: 'Li',
        reason: 'seen',
        recordedAt: NOW,
        undone: null,
      },
    },
    undefined,
  );
