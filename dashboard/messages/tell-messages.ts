import type { WishesAnswer } from '../../api/schemas/access.ts';
import type { AddressRequest, AddressView, RosterAnswer, TestAnswer } from '../../api/schemas/messages.ts';
import { fetchJson } from '../api.ts';

type Wishes = WishesAnswer['wishes'];
export type Roster = RosterAnswer['roster'];
export type Floor = RosterAnswer['floor'];

function send<Answer>(method: 'POST' | 'PUT' | 'DELETE', parts: readonly string[], body?: unknown): Promise<Answer> {
  const content = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return fetchJson<Answer>(`/api/${parts.map(encodeURIComponent).join('/')}`, { method, ...content });
}
const addresses = (site: string, ...more: string[]) => ['sites', site, 'addresses', ...more];

/** What is told the server about messages: where they go, who is on duty, what somebody wants to hear. Each throws ApiProblem. */
export const tellMessages = {
  addAddress: (site: string, address: AddressRequest) => send<{ address: AddressView }>('POST', addresses(site), address),
  changeAddress: (site: string, id: string, address: AddressRequest) => send<{ address: AddressView }>('PUT', addresses(site, id), address),
  deleteAddress: (site: string, id: string) => send<unknown>('DELETE', addresses(site, id)),
  testAddress: (site: string, id: string) => send<TestAnswer>('POST', addresses(site, id, 'test'), {}),
  subscribe: (site: string, told: { endpoint: string; keys: { p256dh: string; auth: string }; isEnglish: boolean; name: string }) =>
    send<{ address: AddressView }>('POST', ['sites', site, 'web-push'], told),
  roster: (site: string, roster: Roster) => send<RosterAnswer>('PUT', ['sites', site, 'roster'], roster),
  floor: (site: string, floor: Floor) => send<{ floor: Floor }>('PUT', ['sites', site, 'floor'], floor),
  wishes: (wishes: Wishes) => send<WishesAnswer>('PUT', ['session', 'wishes'], wishes),
};
