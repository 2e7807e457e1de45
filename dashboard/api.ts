import type { AuditList, PersonView, SessionView, TokenView, WishesAnswer } from '../api/schemas/access.ts';
import type { AlertDetail, AlertList } from '../api/schemas/alerts.ts';
import type { BalanceAnswer } from '../api/schemas/balance.ts';
import type { FactList, FactorList, QuotaList, QuotaVersionView } from '../api/schemas/books.ts';
import type { CalendarPlanAnswer, WeatherAnswer } from '../api/schemas/calendar.ts';
import type { Problem } from '../api/schemas/common.ts';
import type { ConsumptionAnswer, ConsumptionQuery, NightsAnswer, RateAnswer, TodayAnswer } from '../api/schemas/consumption.ts';
import type { CorrectionView, StepDetail, StepView } from '../api/schemas/corrections.ts';
import type { DeclarationView } from '../api/schemas/declarations.ts';
import type { ManualReadingView } from '../api/schemas/manual-readings.ts';
import type { AddressView, ChannelView, DeliveryView, RosterAnswer } from '../api/schemas/messages.ts';
import type { RuleView } from '../api/schemas/rules.ts';
import type { BuildingDetail, BuildingSummary, CalendarAnswer, MeterDetail, MeterSummary, SiteSummary } from '../api/schemas/sites.ts';
import type { AccountList, BillAnswer, YearAnswer } from '../api/schemas/accounts.ts';
import type { AlertCostAnswer } from '../api/schemas/alert-cost.ts';
import type { DataTrustAnswer } from '../api/schemas/data-trust.ts';
import type { HallAnswer } from '../api/schemas/hall-screen.ts';
import type { MeasureDetail, MeasureList } from '../api/schemas/measures.ts';
import type { BatchPreview, PartyView, StatementDetail, StatementList } from '../api/schemas/statements.ts';
import type { StatisticsAnswer } from '../api/schemas/statistics.ts';
import type { MonthReportAnswer, MonthReportList } from '../api/schemas/reports.ts';
import type { StatusAnswer } from '../api/schemas/status.ts';
import type { ComparisonAnswer, DayLoadAnswer, DoneAnswer, LoadAnswer, NightFlowAnswer, SubItemsAnswer } from '../api/schemas/use.ts';
import type { TariffDetail, TariffExamples, TariffList } from '../api/schemas/tariffs.ts';
import type {
  ClassListRow,
  DigestList,
  PermitRequestView,
  RoundNight,
  RoundView,
  TonightAnswer,
  TrustAnswer,
} from '../api/schemas/tonight.ts';
import type { SeenFindingPlaces, SeenFindingView, WorkAnswer } from '../api/schemas/work.ts';
import type { AlertState } from '../domain/alert.ts';
import type { Comparison } from '../domain/compared-span.ts';
import type { Rule } from '../domain/finding.ts';
import type { Medium } from '../domain/medium.ts';

/** What one GET asks for. The type of the answer travels with it; the key groups requests that go stale together. */
export interface Request<Answer> {
  key: readonly string[];
  url: string;
  /** Type only, never there. */
  answer?: Answer;
}

/** An answer that is not the one hoped for: from the server (problem+json) or, with status 0, from the network. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;
  /** Of an answer that says when to come back. */
  readonly retryAfterS: number | undefined;
  constructor(status: number, problem?: Problem, options?: ErrorOptions & { retryAfterS?: number | undefined }) {
    super(problem?.detail ?? `HTTP ${status}`, options);
    this.name = 'ApiProblem';
    this.status = status;
    this.problem = problem;
    this.retryAfterS = options?.retryAfterS;
  }
}

let notSignedIn: () => void = () => undefined;
/** What happens when an answer says that nobody is signed in (401). */
export const onNotSignedIn = (listener: () => void): void => void (notSignedIn = listener);

export const STEP_STATES = ['open', 'gaps', 'all'] as const;
export type StepState = (typeof STEP_STATES)[number];

type Parameters = Record<string, string | number | undefined>;

function request<Answer>(path: readonly string[], parameters: Parameters = {}): Request<Answer> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) search.set(name, String(value));
  const query = search.toString();
  return { key: [...path, query], url: `/api/${path.map(encodeURIComponent).join('/')}${query ? `?${query}` : ''}` };
}

/** Local days of evenings, both included. */
export interface Nights {
  fromNight: string;
  toNight: string;
}

interface Span {
  /** Local days; `to` is excluded. */
  from: string;
  to: string;
}

export interface AlertFilter {
  state?: AlertState | undefined;
  rule?: Rule | undefined;
  fromNight?: string | undefined;
  toNight?: string | undefined;
  limit?: number | undefined;
}

/** Every question that the dashboard asks. */
export const ask = {
  sites: () => request<{ sites: SiteSummary[] }>(['sites']),
  calendar: (site: string, span: Span) => request<CalendarAnswer>(['sites', site, 'calendar'], { ...span }),
  calendarPlan: (site: string) => request<CalendarPlanAnswer>(['sites', site, 'calendar', 'plan']),
  weather: (site: string) => request<WeatherAnswer>(['sites', site, 'weather']),
  buildings: (site: string) => request<{ buildings: BuildingSummary[] }>(['sites', site, 'buildings']),
  building: (site: string, building: string) => request<BuildingDetail>(['sites', site, 'buildings', building]),
  meter: (site: string, meter: string) => request<MeterDetail>(['sites', site, 'meters', meter]),
  rate: (site: string, meter: string, span: Span) => request<RateAnswer>(['sites', site, 'meters', meter, 'rate'], { ...span }),
  consumption: (site: string, query: Partial<ConsumptionQuery> & Span) =>
    request<ConsumptionAnswer>(['sites', site, 'consumption'], { ...query }),
  today: (site: string, medium: Medium) => request<TodayAnswer>(['sites', site, 'today'], { medium }),
  nights: (site: string, query: Span & { building?: string; medium: Medium }) =>
    request<NightsAnswer>(['sites', site, 'nights'], { ...query }),
  meters: (site: string) => request<{ meters: MeterSummary[] }>(['sites', site, 'meters']),
  comparison: (site: string, query: Span & { medium: Medium; against: Comparison }) =>
    request<ComparisonAnswer>(['sites', site, 'use', 'comparison'], { ...query }),
  subItems: (site: string, query: Span & { building?: string | undefined }) =>
    request<SubItemsAnswer>(['sites', site, 'use', 'sub-items'], { ...query }),
  load: (site: string, query: Span & { medium: Medium; building?: string | undefined }) =>
    request<LoadAnswer>(['sites', site, 'use', 'load'], { ...query }),
  dayLoad: (site: string, query: { medium: Medium; building?: string | undefined; day: string }) =>
    request<DayLoadAnswer>(['sites', site, 'use', 'day-load'], query),
  done: (site: string, query: Nights & { building: string }) => request<DoneAnswer>(['sites', site, 'use', 'done'], { ...query }),
  nightFlow: (site: string, query: Span & { medium: Medium }) =>
    request<NightFlowAnswer>(['sites', site, 'use', 'night-flow'], { ...query }),
  balance: (site: string, query: Span & { medium: Medium }) => request<BalanceAnswer>(['sites', site, 'balance'], { ...query }),
  steps: (site: string, query: { state: StepState; meter?: string; limit?: number }) =>
    request<{ steps: StepView[]; open: number }>(['sites', site, 'steps'], query),
  step: (site: string, meter: string, toAt: number): Request<StepDetail> => ({
    ...request<StepDetail>(['sites', site, 'meters', meter, 'steps', String(toAt)]),
    // A key of its own: what somebody is deciding on does not change under the thumb when a reading comes in.
    key: ['sites', site, 'step', meter, String(toAt)],
  }),
  corrections: (site: string, meter: string) => request<{ corrections: CorrectionView[] }>(['sites', site, 'corrections'], { meter }),
  manualReadings: (site: string, query: { meter?: string; state?: ManualReadingView['state'] }) =>
    request<{ readings: ManualReadingView[] }>(['sites', site, 'manual-readings'], query),
  alerts: (site: string, filter: AlertFilter) => request<AlertList>(['sites', site, 'alerts'], { ...filter }),
  alert: (site: string, id: string) => request<AlertDetail>(['sites', site, 'alerts', id]),
  tonight: (site: string) => request<TonightAnswer>(['sites', site, 'tonight']),
  rounds: (site: string, nights: Nights) => request<{ rounds: RoundView[] }>(['sites', site, 'rounds'], { ...nights }),
  roundsOf: (site: string, night: string) => request<RoundNight>(['sites', site, 'rounds', night]),
  permitRequests: (site: string) => request<{ requests: PermitRequestView[] }>(['sites', site, 'permit-requests']),
  classList: (site: string, nights: Nights) => request<{ rows: ClassListRow[] }>(['sites', site, 'class-list'], { ...nights }),
  digests: (site: string, query: { kind: 'morning' | 'friday'; limit: number }) => request<DigestList>(['sites', site, 'digests'], query),
  trust: (site: string) => request<TrustAnswer>(['sites', site, 'trust']),
  work: (site: string) => request<WorkAnswer>(['sites', site, 'work']),
  seenFindings: (site: string) => request<{ findings: SeenFindingView[] }>(['sites', site, 'seen-findings']),
  seenPlaces: (site: string) => request<SeenFindingPlaces>(['sites', site, 'seen-findings', 'places']),
  rules: (site: string) => request<{ rules: RuleView[] }>(['sites', site, 'rules']),
  rule: (site: string, rule: string) => request<{ rule: RuleView }>(['sites', site, 'rules', rule]),
  declarations: (site: string, query: { state?: DeclarationView['state']; limit?: number } = {}) =>
    request<{ declarations: DeclarationView[] }>(['sites', site, 'declarations'], query),
  alertCost: (site: string, nights: Nights) => request<AlertCostAnswer>(['sites', site, 'alert-cost'], { ...nights }),
  dataTrust: (site: string, span: Span) => request<DataTrustAnswer>(['sites', site, 'data-trust'], { ...span }),
  hall: (site: string) => request<HallAnswer>(['hall', site]),
  statistics: (site: string, period: string) => request<StatisticsAnswer>(['sites', site, 'statistics', period]),
  tariffs: (site: string) => request<TariffList>(['sites', site, 'tariffs']),
  tariff: (site: string, id: string) => request<TariffDetail>(['sites', site, 'tariffs', id]),
  tariffExamples: (site: string) => request<TariffExamples>(['sites', site, 'tariff-examples']),
  accounts: (site: string) => request<AccountList>(['sites', site, 'accounts']),
  accountYear: (site: string, account: string, year: number) => request<YearAnswer>(['sites', site, 'accounts', account, 'year'], { year }),
  accountBill: (site: string, account: string, span: Span) =>
    request<BillAnswer>(['sites', site, 'accounts', account, 'bill'], { ...span }),
  measures: (site: string) => request<MeasureList>(['sites', site, 'measures']),
  measure: (site: string, id: string) => request<MeasureDetail>(['sites', site, 'measures', id]),
  quotas: (site: string) => request<QuotaList>(['sites', site, 'quotas']),
  quotaVersions: (site: string, id: string) => request<{ versions: QuotaVersionView[] }>(['sites', site, 'quotas', id, 'versions']),
  facts: (site: string, month: string) => request<FactList>(['sites', site, 'facts'], { month }),
  factors: (site: string, month: string) => request<FactorList>(['sites', site, 'factors'], { month }),
  resaleParties: (site: string, query: { all?: string }) => request<{ parties: PartyView[] }>(['sites', site, 'resale-parties'], query),
  statements: (site: string, query: Partial<Span> & { building?: string | undefined; party?: string | undefined }) =>
    request<StatementList>(['sites', site, 'statements'], { ...query }),
  statementPreview: (site: string, query: Span & { building?: string | undefined }) =>
    request<BatchPreview>(['sites', site, 'statements', 'preview'], { ...query }),
  monthReports: (site: string) => request<MonthReportList>(['sites', site, 'month-reports']),
  monthReport: (site: string, month: string, version?: number) =>
    request<MonthReportAnswer>(['sites', site, 'month-reports', month], { version }),
  statement: (site: string, id: string) => request<{ statement: StatementDetail }>(['sites', site, 'statements', id]),
  status: () => request<StatusAnswer>(['status']),
  people: () => request<{ people: PersonView[] }>(['people']),
  sessionsOf: (person: string) => request<{ sessions: SessionView[] }>(['people', person, 'sessions']),
  ownSessions: () => request<{ sessions: SessionView[] }>(['session', 'all']),
  tokens: () => request<{ tokens: TokenView[] }>(['tokens']),
  channels: () => request<{ channels: ChannelView[] }>(['channels']),
  addresses: (site: string) => request<{ addresses: AddressView[] }>(['sites', site, 'addresses']),
  roster: (site: string) => request<RosterAnswer>(['sites', site, 'roster']),
  deliveries: (site: string, query: { alert?: string | undefined; address?: string | undefined; limit: number }) =>
    request<{ deliveries: DeliveryView[] }>(['sites', site, 'deliveries'], query),
  wishes: () => request<WishesAnswer>(['session', 'wishes']),
  audit: (query: { site?: string | undefined; beforeId?: number | undefined; limit: number }) => request<AuditList>(['audit'], query),
};

export const eventsUrl = (site: string) => `/api/sites/${encodeURIComponent(site)}/events`;

export const classListFile = (site: string, { fromNight, toNight }: Nights) =>
  `/api/sites/${encodeURIComponent(site)}/class-list.csv?${new URLSearchParams({ fromNight, toNight })}`;

/** A version of a month's report as a file. */
export const monthReportFile = (site: string, month: string, version: number, format: 'pdf' | 'xlsx', locale: string) =>
  `/api/sites/${encodeURIComponent(site)}/month-reports/${month}/${version}/report.${format}?locale=${locale}`;

export const statisticsFile = (site: string, period: string, locale: string) =>
  `/api/sites/${encodeURIComponent(site)}/statistics/${period}/form.xlsx?locale=${locale}`;

/** Statements as a file: one, or those of a span. */
export const statementFile = (site: string, id: string, format: 'pdf' | 'xlsx', locale: string) =>
  `/api/sites/${encodeURIComponent(site)}/statements/${encodeURIComponent(id)}/statement.${format}?locale=${locale}`;
export const statementsFile = (site: string, query: Span & { building?: string | undefined }, format: 'pdf' | 'xlsx', locale: string) => {
  const { from, to, building } = query;
  const search = new URLSearchParams({ from, to, locale, ...(building === undefined ? {} : { building }) });
  return `/api/sites/${encodeURIComponent(site)}/statements.${format}?${search}`;
};

export const photoUrl = (site: string, photo: string) => `/api/sites/${encodeURIComponent(site)}/photos/${encodeURIComponent(photo)}`;

/** @throws ApiProblem for every answer but a good one, and when the server cannot be reached */
export const get = <Answer>({ url }: Request<Answer>): Promise<Answer> => fetchJson<Answer>(url);

/** @throws ApiProblem */
export async function fetchJson<Answer>(
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string | Blob } = {},
): Promise<Answer> {
  const response = await fetch(url, { ...init, headers: { accept: 'application/json', ...init.headers } }).catch((cause: unknown) => {
    throw new ApiProblem(0, undefined, { cause });
  });
  if (response.status === 401) notSignedIn();
  if (!response.ok) {
    const retryAfterS = Number(response.headers.get('retry-after')) || undefined;
    throw new ApiProblem(response.status, await readProblem(response), { retryAfterS });
  }
  return (await response.json()) as Answer;
}

async function readProblem(response: Response): Promise<Problem | undefined> {
  if (!response.headers.get('content-type')?.includes('json')) return undefined;
  return (await response.json().catch(() => undefined)) as Problem | undefined;
}
