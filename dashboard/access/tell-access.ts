import type { LinkAnswer, PersonRequest, PersonView, TokenAnswer } from '../../api/schemas/access.ts';
import type { Permission, Reach, Role } from '../../domain/access.ts';
import { fetchJson } from '../api.ts';

type Done = { done: true };
interface Login {
  login: string;
  password: string;
}

function send<Answer = Done>(method: 'POST' | 'PUT' | 'DELETE', parts: readonly string[], body?: unknown): Promise<Answer> {
  const content = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return fetchJson<Answer>(`/api/${parts.map(encodeURIComponent).join('/')}`, { method, ...content });
}

/** What is told the server about ways in. Each throws ApiProblem. */
export const tellAccess = {
  signIn: (told: Login & { totp?: string }) => send<unknown>('POST', ['session'], told),
  demo: (role: Role) => send<unknown>('POST', ['session', 'demo'], { role }),
  setUp: (told: Login & { code: string; name: string }) => send<unknown>('POST', ['setup'], told),
  invite: (told: Login & { code: string }) => send<unknown>('POST', ['session', 'invite'], told),
  signOut: () => send<unknown>('DELETE', ['session']),
  password: (told: { old: string; password: string }) => send<unknown>('PUT', ['session', 'password'], told),
  totpStart: () => send<{ uri: string; secret: string; svg: string }>('POST', ['session', 'totp']),
  totpConfirm: (totp: string) => send<unknown>('PUT', ['session', 'totp'], { totp }),
  totpEnd: (password: string) => send<unknown>('DELETE', ['session', 'totp'], { password }),
  addPerson: (person: PersonRequest) => send<{ person: PersonView }>('POST', ['people'], person),
  changePerson: (id: string, person: PersonRequest) => send<{ person: PersonView }>('PUT', ['people', id], person),
  invitePerson: (id: string) => send<LinkAnswer>('POST', ['people', id, 'invite'], {}),
  pairPhone: (id: string, label: string) => send<LinkAnswer>('POST', ['people', id, 'pair'], { label }),
  endSession: (id: string) => send<unknown>('DELETE', ['sessions', id]),
  addToken: (token: { name: string; only: Permission[]; reach: Reach; expiresAt: number | null }) =>
    send<TokenAnswer>('POST', ['tokens'], token),
  endToken: (id: string) => send<unknown>('DELETE', ['tokens', id]),
};
