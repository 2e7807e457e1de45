import type { PriceComponent, SoldMedium, Tariff } from '../../domain/tariff.ts';

/** What of a tariff has fields of its own; all else is written as YAML. Text as it is typed. */
export interface TariffDraft {
  id: string;
  name: string;
  nameEn: string;
  medium: SoldMedium;
  customerClass: string;
  validFrom: string;
  /** Empty: until another follows. */
  validTo: string;
  sourceDoc: string;
  isExample: boolean;
  itemize: Tariff['itemize'];
  components: PriceComponent[];
}

/** A flat price of nothing yet. */
export function emptyTariff(today: string): Tariff {
  return {
    id: '',
    name: '',
    medium: 'electricity',
    customerClass: '',
    validFrom: today,
    validTo: null,
    sourceDoc: '',
    currency: 'CNY',
    components: [{ code: 'energy', price: '', floats: false }],
    itemize: 'all_in',
  };
}

export function toDraft(tariff: Tariff): TariffDraft {
  const { id, name, nameEn = '', medium, customerClass, validFrom, validTo, sourceDoc, isExample = false, itemize, components } = tariff;
  const own = components.map((component) => ({ ...component }));
  return { id, name, nameEn, medium, customerClass, validFrom, validTo: validTo ?? '', sourceDoc, isExample, itemize, components: own };
}

/** The draft with all that the form does not show. */
export function withDraft({ nameEn: _name, isExample: _example, ...rest }: Tariff, draft: TariffDraft): Tariff {
  const { nameEn, isExample, validTo, components, ...fields } = draft;
  return {
    ...rest,
    ...fields,
    ...(nameEn.trim() === '' ? {} : { nameEn: nameEn.trim() }),
    ...(isExample ? { isExample } : {}),
    validTo: validTo === '' ? null : validTo,
    components: components.map((component) => ({ ...component, code: component.code.trim(), price: component.price.trim() })),
  };
}

/** Keys beyond the form, for people to know that they are there. */
export const BEYOND_FORM = ['tou', 'tiers', 'demand', 'powerFactor', 'quotaSurcharge', 'fixed'] as const;
export type BeyondForm = (typeof BEYOND_FORM)[number];
export const beyondForm = (tariff: Tariff): BeyondForm[] => BEYOND_FORM.filter((key) => tariff[key] !== undefined);
