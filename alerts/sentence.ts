import { ruleOf } from '../analysis/registry.ts';
import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { SitePlan } from '../domain/site.ts';
import { type AlertPlace, nameEn, type Sentence } from '../domain/words.ts';

/** Looks the place of a meter up; a meter that is not declared any more is called by its id. */
export function placeOf(plan: SitePlan, meterId: string, others: readonly string[] = []): AlertPlace {
  const meter = plan.meters.find(({ id }) => id === meterId);
  return {
    meter: meter ?? { name: meterId },
    building: plan.buildings.find(({ id }) => id === meter?.building),
    space: plan.spaces.find(({ id }) => id === meter?.space),
    others: others.map((other) => plan.meters.find(({ id }) => id === other) ?? { name: other }),
  };
}

/**
 * What, where, since when, how much, what to do: from the finding's own numbers. A rule of an earlier version, whose words are
 * gone, is called by its name.
 *
 * @param isExpired the night is over: nobody is asked to go there any more
 * @example `教学楼B 三楼 301 空调未关，23:30 起约 2.1 kW，已多用 3.2 kWh，请到场关掉。`
 */
export function sentenceOf(finding: Finding, place: AlertPlace, local: LocalTime, isExpired = false): Sentence {
  return (
    ruleOf(finding.rule)?.sentence(finding, place, local, isExpired) ?? {
      zh: `${place.meter.name}：${finding.rule}。`,
      en: `${nameEn(place.meter)}: ${finding.rule}.`,
    }
  );
}
