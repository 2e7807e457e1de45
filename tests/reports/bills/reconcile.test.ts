import { describe, expect, it } from 'vitest';
import type { Bill, BillLine, BillMeter, BillOutcome, Invoice } from '../../../domain/bill.ts';
import { reconcile } from '../../../reports/bills/reconcile.ts';
import type { ShiftedQuantity } from '../../../reports/bills/sides.ts';

/** A school of 86,420 kWh at 0.538 yuan/kWh: 46,493.96 yuan (domain note 2.3, T01). */
const line = (changes: Partial<BillLine> = {}): BillLine => ({
  code: 'all_in',
  period: null,
  tier: null,
  tariff: 0,
  quantity: '86420',
  unit: 'kWh',
  price: '0.538',
  amount: '46493.96',
  isEstimated: false,
  note: null,
  ...changes,
});

const meter = (changes: Partial<BillMeter> = {}): BillMeter => ({
  meter: 'main',
  share: '1',
  startAt: 0,
  endAt: 1,
  startRegister: '1000',
  endRegister: '3160.5',
  isInterpolated: false,
  ratio: '40',
  amount: '86420',
  coverage: 1,
  estimated: 0,
  steps: [],
  ...changes,
});

const bill = (changes: Partial<Bill> = {}): Bill => ({
  medium: 'electricity',
  from: '2026-01-01',
  to: '2026-02-01',
  unit: 'kWh',
  quantity: '86420',
  lines: [line()],
  total: '46493.96',
  coverage: 1,
  estimated: 0,
  meters: [meter()],
  tariffs: [
    {
      id: 'school',
      revision: 1,
      validFrom: '2026-01-01',
      name: '学校',
      nameEn: null,
      sourceDoc: '浙发改价格〔2026〕1号',
      isExample: false,
    },
  ],
  notes: [],
  ...changes,
});

const invoice = (changes: Partial<Invoice> = {}): Invoice => ({
  id: 'i',
  site: 'school',
  account: 'grid',
  from: '2026-01-01',
  to: '2026-02-01',
  quantity: '86420',
  amount: '46493.96',
  startRegister: null,
  endRegister: null,
  number: '',
  note: '',
  enteredBy: '',
  enteredAt: 0,
  ...changes,
});

const compare = (theirs: Partial<Invoice>, ours: Partial<Bill> = {}, shifted: ShiftedQuantity[] = []) =>
  reconcile(invoice(theirs), { kind: 'billed', bill: bill(ours) }, shifted);
const kindsOf = (theirs: Partial<Invoice>, ours: Partial<Bill> = {}, shifted: ShiftedQuantity[] = []) =>
  compare(theirs, ours, shifted).causes.map(({ kind }) => kind);
/** The invoice's amount at our price. */
const priced = (quantity: string) => ({ quantity, amount: (Number(quantity) * 0.538).toFixed(2) });

describe('reconciliation', () => {
  it('says the exact differences, invoice less ours', () => {
    const { quantityDifference, amountDifference } = compare({ quantity: '86420.3', amount: '46494.06' });
    expect([quantityDifference, amountDifference]).toEqual(['0.3', '0.10']);
  });

  it('agrees within half a percent of both, and says nothing else then', () => {
    expect(kindsOf({})).toEqual(['agrees']);
    expect(kindsOf(priced('86800'))).toEqual(['agrees']);
    expect(kindsOf(priced('86900'))).not.toContain('agrees');
  });

  it('finds other days of reading by the quantity that they would have', () => {
    const shifted = [
      { startDays: 1, endDays: 1, quantity: '87010' },
      { startDays: 0, endDays: 1, quantity: '89200' },
      { startDays: 0, endDays: -1, quantity: '83640' },
    ];
    const [first] = compare(priced('89205'), {}, shifted).causes;
    expect(first).toMatchObject({ kind: 'span_shifted' });
    expect(first!.words.en).toBe(
      'counted until 1 day(s) later, ours is 89,200 kWh and meets the invoice: it was probably read on other days',
    );
    expect(first!.words.zh).toContain('若抄表止日晚 1 天');
  });

  it('takes no shift that comes only a little nearer, and the smaller of two that fit', () => {
    expect(kindsOf(priced('90000'), {}, [{ startDays: 0, endDays: 1, quantity: '89200' }])).not.toContain('span_shifted');
    const two = [
      { startDays: -3, endDays: 0, quantity: '90001' },
      { startDays: 0, endDays: 2, quantity: '90010' },
    ];
    expect(compare(priced('90000'), {}, two).causes[0]!.words.zh).toContain('止日晚 2 天');
  });

  it('finds other times of reading by the registers on the invoice', () => {
    // Read later at both ends: 5 units at the start, 30 at the end, times 40 is 1,000 kWh more.
    const [first] = compare({ ...priced('87420'), startRegister: '1005', endRegister: '3190.5' }).causes;
    expect(first).toMatchObject({ kind: 'span_shifted' });
    expect(first!.words.zh).toContain('1005 → 3190.5');
  });

  it('finds a wrong ratio where the quantity is that of another one', () => {
    // 60 instead of 40: half as much again.
    const { causes } = compare(priced('129630'));
    expect(causes[0]).toMatchObject({ kind: 'ratio' });
    expect(causes[0]!.words.en).toContain('our ratio is 40, it seems to count with 60');
    expect(kindsOf(priced('125000'))).not.toContain('ratio');
    const same = compare({ ...priced('129630'), startRegister: '1000', endRegister: '3160.5' }).causes[0]!;
    expect(same.words.en).toContain('while both registers advanced the same');
  });

  it('looks at our own data first where a part of it is missing', () => {
    const half = { quantity: '77778', total: '41844.56', coverage: 0.9 };
    const [first] = compare(priced('86420'), half).causes;
    expect(first).toMatchObject({ kind: 'missing_data' });
    expect(first!.words.en).toContain('covers 90.0 %; what is missing would be about 8,642 kWh');
    expect(kindsOf(priced('70000'), half)).not.toContain('missing_data');
    expect(kindsOf(priced('87600'), { coverage: 0.9, estimated: 0.1 })).toContain('missing_data');
  });

  it('names line and transformer losses between 1 and 3 % more, of electricity only', () => {
    expect(kindsOf(priced('88150'))[0]).toBe('loss');
    expect(kindsOf(priced('84690'))).toEqual(['unknown']);
    expect(kindsOf(priced('90800'))).toEqual(['unknown']);
    expect(kindsOf(priced('88150'), { unit: 'm³' })).toEqual(['unknown']);
  });

  it('names the price where the same quantity costs another amount', () => {
    // 0.558 instead of 0.538.
    const { causes } = compare({ amount: '48222.36' });
    expect(causes.map(({ kind }) => kind)).toEqual(['price']);
    expect(causes[0]!.words.en).toContain('0.5580 on the invoice, 0.5380 yuan/kWh here');
    expect(causes[0]!.words.zh).toContain('浙发改价格〔2026〕1号');
  });

  it('names a fixed charge that only one side has', () => {
    expect(kindsOf({ amount: '46793.96' })[0]).toBe('fixed_charges');
    const rent = line({ code: 'meter_rent', quantity: null, price: null, amount: '350.50' });
    const ours = { lines: [line(), rent], total: '46844.46' };
    const [first] = compare({}, ours).causes;
    expect(first).toMatchObject({ kind: 'fixed_charges' });
    expect(first!.words.en).toContain('our fixed charge ¥350.50');
  });

  it('names demand and power factor where they are part of the bill', () => {
    const basic = line({ code: 'basic', quantity: '382.4', unit: 'kW', price: '40', amount: '15296.00' });
    const factor = line({ code: 'power_factor', quantity: null, price: null, amount: '737.04' });
    const ours = { lines: [line(), basic, factor], total: '62527.00' };
    expect(kindsOf({ amount: '64027.35' }, ours)[0]).toBe('demand_or_factor');
    // Without the power factor line.
    const [first] = compare({ amount: '61789.96' }, ours).causes;
    expect(first).toMatchObject({ kind: 'demand_or_factor' });
    expect(first!.words.en).toContain('¥15296.00, ¥737.04');
  });

  it('gives what it cannot explain back with the numbers', () => {
    const [first] = compare(priced('99383')).causes;
    expect(first).toMatchObject({ kind: 'unknown' });
    expect(first!.words.en).toContain('quantity differs by +15.0 %');
  });

  it('without a bill of ours says why there is none, and no difference', () => {
    const words = { zh: '1月1日起没有电价', en: 'no tariff from 1 Jan' };
    const refused: BillOutcome = {
      kind: 'refused',
      troubles: [{ kind: 'no_tariff', from: '2026-01-01', to: '2026-02-01', words }],
    };
    expect(reconcile(invoice(), refused, [])).toMatchObject({
      quantityDifference: null,
      amountDifference: null,
      causes: [{ kind: 'unknown', words }],
    });
  });
});
