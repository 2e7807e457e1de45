import type { Decimal } from './decimal.ts';
import type { Sentence } from './words.ts';

/** What is known of the school besides its meters, dated: a report takes what held in its month. */
export type SchoolFact = {
  id: string;
  site: string;
  /** First month `YYYY-MM` for which it holds, until another of the same key follows. */
  fromMonth: string;
  /** Where it is from: a certificate, the roll of a term. */
  source: string;
  savedBy: string;
  savedAt: number;
} & (
  | { kind: 'area'; /** Null: the school. */ building: string | null; areaKind: 'building' | 'land' | 'heated'; m2: Decimal }
  | {
      kind: 'heads';
      category: HeadCategory;
      count: number;
      /** How much one counts: boarders × 2 in Jiangsu. */ weight: Decimal;
      /** Whether they count as users of energy, of water. */ usesEnergy: boolean;
      usesWater: boolean;
    }
  | { kind: 'region'; /** Province, for factors. */ region: string }
  | { kind: 'institution'; /** Some of INSTITUTION_FIELDS, by their Chinese name. */ fields: Readonly<Record<string, string>> }
  | { kind: 'codes'; /** Row of the statistics → code of the form's edition. */ codes: Readonly<Record<string, string>> }
);
export type SchoolFactKind = SchoolFact['kind'];

export const HEAD_CATEGORIES = ['day_pupil', 'boarder', 'staff', 'other_staff', 'resident'] as const;
export type HeadCategory = (typeof HEAD_CATEGORIES)[number];

/** What held in a month. */
export interface FactsOfMonth {
  /** Null: nobody said it. */
  areaM2: Decimal | null;
  landM2: Decimal | null;
  heatedM2: Decimal | null;
  /** Building → its area. */
  areaOf: ReadonlyMap<string, Decimal>;
  heads: readonly { category: HeadCategory; count: number; weight: Decimal; usesEnergy: boolean; usesWater: boolean; source: string }[];
  /** Weighted sums; null where no category is known. */
  energyHeads: Decimal | null;
  waterHeads: Decimal | null;
  region: string | null;
  institution: Readonly<Record<string, string>>;
  /** Sources, for the definitions page. */
  sources: readonly string[];
}

/** Fields of the form 公共机构基本信息 that no other fact says (domain note 6.3). Codes differ by edition. */
export const INSTITUTION_FIELDS: readonly Sentence[] = [
  { zh: '单位名称', en: 'Name of the institution' },
  { zh: '统一社会信用代码', en: 'Unified social credit code' },
  { zh: '单位性质代码', en: 'Code of the kind of institution' },
  { zh: '地址', en: 'Address' },
  { zh: '邮编', en: 'Postcode' },
  { zh: '电话', en: 'Telephone' },
  { zh: '邮箱', en: 'E-mail' },
  { zh: '编制人数', en: 'Established posts' },
  { zh: '新能源汽车数量', en: 'New-energy vehicles' },
  { zh: '车辆数量', en: 'Vehicles' },
  { zh: '填表人', en: 'Filled in by' },
  { zh: '统计负责人', en: 'Head of statistics' },
  { zh: '单位负责人', en: 'Head of the institution' },
];
