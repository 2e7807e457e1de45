import type { Reach, Role } from './access.ts';
import type { Urgency } from './urgency.ts';

/** Somebody of the school: who may come in, who is told, who acted. */
export interface Person {
  id: string;
  name: string;
  role: Role;
  reach: Reach;
  /** Name at the sign-in; null: only by a paired phone, or only told. */
  login: string | null;
  /** For mentions in group chats and for SMS; null: none. Personal: never in logs. */
  phone: string | null;
  wishes: Wishes;
  createdAt: number;
  /** From then on nobody comes in as this person, and he is told nothing. */
  disabledAt: number | null;
}

/** What a person wants to be told. The floor of the administrator holds beneath it. */
export interface Wishes {
  /** Ids; null: all that the person reaches. */
  buildings: readonly string[] | null;
  /** Rules that the person does not want to hear of. */
  mutedRules: readonly string[];
  /** Ids of own addresses in the order in which they are tried; those not named come after. */
  addresses: readonly string[];
  /** Local clock times between which only `now` comes through; null: none. Duty hours are never quiet. */
  quiet: { start: string; end: string } | null;
  /** Morning digest, Friday digest. */
  digests: boolean;
}

export const DEFAULT_WISHES: Wishes = {
  buildings: null,
  mutedRules: [],
  addresses: [],
  quiet: { start: '22:00', end: '06:30' },
  digests: true,
};

/** What nobody can mute, set by the administrator of a school. */
export interface Floor {
  /** Messages of this urgency, or a more urgent one, reach everybody whom they are for, whatever he wished. */
  urgency: Urgency;
  /** Rules that nobody mutes. */
  rules: readonly string[];
}

export const DEFAULT_FLOOR: Floor = { urgency: 'now', rules: ['burst', 'frozen_no_flow'] };
