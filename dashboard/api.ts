import type { AuditList, PersonView, SessionView, TokenView, WishesAnswer } from '../api/schemas/access.ts';
import type { AlertDetail, AlertList } from '../api/schemas/alerts.ts';
import type { BalanceAnswer } from '../api/schemas/balance.ts';
import type { CalendarPlanAnswer, WeatherAnswer } from '../api/schemas/calendar.ts';
import type { Problem } from '../api/schemas/common.ts';
import type { ConsumptionAnswer, ConsumptionQuery, NightsAnswer, RateAnswer, TodayAnswer } from '../api/schemas/consumption.ts';
import type { CorrectionView, StepDetail, StepView } from '../api/schemas/corrections.ts';
import type { DeclarationView } from '../api/schemas/declarations.ts';
import type { ManualReadingView } from '../api/schemas/manual-readings.ts';
import type { AddressView, ChannelView, DeliveryView, RosterAnswer } from '../api/schemas/messages.ts';
import type { RuleView } from '../api/schemas/rules.ts';
import type { BuildingDetail, BuildingSummary, CalendarAnswer, MeterDetail, MeterSummary, SiteSummary } from '../api/schemas/sites.ts';
import type { StatusAnswer } from '../api/schemas/status.ts';
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
