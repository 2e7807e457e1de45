/** What the program asks of the records about the rules of a school, its calendar and its weather. */
import type { Declaration } from '../domain/declaration.ts';
import type { Blind, Finding, Rule } from '../domain/finding.ts';
import type { RuleSetting } from '../domain/rule-setting.ts';
import type { Scope } from '../domain/scope.ts';
import type { CalendarPlan } from '../domain/site.ts';
import type { ForecastHour, WeatherHour, WeatherSource } from '../domain/weather.ts';

/** What is set for single rules. They are part of a SitePlan; every change grows the catalog's version. */
export interface RuleSettings {
  /** One per rule and scope: a second one takes the place of the first. */
  save(setting: RuleSetting): Promise<void>;
  /** Back to what the wider scope says. False: nothing was set. */
  remove(site: string, rule: Rule, scope: Scope): Promise<boolean>;
}

/** Exclusions, permits and changes. They are part of a SitePlan; every change grows the catalog's version. */
export interface Declarations {
  /** Newest first. */
  list(site: string, options: { limit: number }): Promise<Declaration[]>;
  get(site: string, id: string): Promise<Declaration | undefined>;
  save(declaration: Declaration): Promise<void>;
  /** False: it is not there, or was ended before. */
  end(site: string, id: string, ended: { at: number; by: string; reason: string }): Promise<boolean>;
}

/** A calendar that somebody edited, in place of the declared one. */
export interface CalendarEdit {
  plan: CalendarPlan;
  by: string;
  at: number;
}

export interface Calendars {
  /** Null: nobody edited it; the declared one holds. */
  edited(site: string): Promise<CalendarEdit | null>;
  /** In force at once: part of the SitePlan; grows the catalog's version. All versions are kept. */
  save(site: string, edit: CalendarEdit): Promise<void>;
  /** The declared one holds again. */
  discard(site: string, by: string, at: number): Promise<void>;
}

export interface WeatherStore {
  /** The same (site, source, hour) again overwrites. Nights of days that know more now, or other, are judged again. */
  saveHours(site: string, source: WeatherSource, hours: readonly WeatherHour[]): Promise<void>;
  /** Hours of [fromAt, toAt), each once, from the first source of WEATHER_SOURCES that knows it; ascending. */
  hours(site: string, fromAt: number, toAt: number): Promise<WeatherHour[]>;
  /** A forecast beside the earlier ones, which are kept: a replay has to see what was known then. */
  saveForecast(site: string, hours: readonly ForecastHour[]): Promise<void>;
  /** For hours of [fromAt, toAt), of every issue, by hour then issue. */
  forecasts(site: string, fromAt: number, toAt: number): Promise<ForecastHour[]>;
  /** Newest hour of each source; a source without any is not there. */
  newest(site: string): Promise<Map<WeatherSource, number>>;
}

/** What a rule would have said about the past, had it been set so. */
export interface Trial {
  /** By start. `isExcused`: excluded, or the place was in permitted use: no alert would have come of it. */
  findings: readonly { finding: Finding; isExcused: boolean }[];
  blind: readonly Blind[];
  /** Meters looked at. */
  meters: readonly string[];
}

/** Where people try a rule before they switch it on (desk/trial-desk.ts). The same engine as the jobs'; nothing is kept. */
export interface TrialDesk {
  /**
   * @param request.options instead of what is in force; those not named are as in force at each meter. They must fit the rule
   * @param request nights from `fromNight` to `toNight`, both included
   */
  tryRule(
    site: string,
    rule: Rule,
    request: { scope: Scope; options: Readonly<Record<string, unknown>>; fromNight: string; toNight: string },
  ): Promise<Trial>;
}
