import { describe, expect, it } from 'vitest';
import type { PartyView } from '../../../api/schemas/statements.ts';
import { newPrice, type PartyDraft, toPartyDraft, toPartyRequest } from '../../../dashboard/resale/party-draft.ts';

const FLAT: PartyView = {
  id: 'flat',
  name: '张老师',
  kind: 'staff',
  building: { id: 'b', name: '宿舍B', nameEn: 'B' },
  place: '101',
  meters: [{ meter: 'b-101', name: '101', nameEn: '101', share: '0.5', medium: 'electricity' }],
  prices: [
    { medium: 'electricity', from: '2026-01-01', price: '0.558', sourceDoc: '校发〔2026〕3号' },
    { medium: 'water', from: '2026-01-01', tariff: 'school-water' },
  ],
  lossPercent: '3',
  endedAt: null,
};
const draft = (changes: Partial<PartyDraft> = {}): PartyDraft => ({ ...toPartyDraft(FLAT, '2026-01-01'), ...changes });

describe('draft of a party', () => {
  it('asks for what it was made of', () => {
    const { id: _id, endedAt: _endedAt, building: _building, ...same } = FLAT;
    const request = { ...same, building: 'b', meters: [{ meter: 'b-101', share: '0.5' }] };
    expect(toPartyRequest(draft())).toEqual(request);
  });

  it('takes numbers as people type them, and leaves out rows without a meter', () => {
    const typed = { ...newPrice('electricity', '2026-02-01'), price: '０.６０', sourceDoc: ' 合同 ' };
    const request = toPartyRequest(draft({ meters: [{ meter: '', share: '1' }], prices: [typed], lossPercent: ' ', building: '' }));
    expect(request).toMatchObject({ building: null, meters: [], lossPercent: null });
    expect(request!.prices).toEqual([{ medium: 'electricity', from: '2026-02-01', price: '0.60', sourceDoc: '合同' }]);
  });

  it.each<[string, Partial<PartyDraft>]>([
    ['a name', { name: ' ' }],
    ['a number as share', { meters: [{ meter: 'b-101', share: 'half' }] }],
    ['a price', { prices: [{ ...newPrice('water', '2026-01-01'), sourceDoc: '合同' }] }],
    ['the document of a price', { prices: [{ ...newPrice('water', '2026-01-01'), price: '3' }] }],
    ['the day of a price', { prices: [{ ...newPrice('water', ''), tariff: 'school-water' }] }],
    ['a number as losses', { lossPercent: 'some' }],
  ])('is not ready without %s', (_, changes) => {
    expect(toPartyRequest(draft(changes))).toBeUndefined();
  });
});
