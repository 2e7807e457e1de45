import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { RuleDefaults } from '../analysis/rulebook.ts';
import type { Clock } from '../domain/clock.ts';
import type { CorrectionDesk } from '../domain/correction.ts';
import type { RoundTimes } from '../domain/round.ts';
import type { NightDesk } from '../store/night-ports.ts';
import type { ManualDesk } from '../store/people-ports.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import type { MessageDesk } from '../store/outbox-ports.ts';
import type { TrialDesk } from '../store/school-ports.ts';
import { type AccessOptions, createAccess } from './access/access.ts';
import { registerAccess } from './access/hook.ts';
import { registerHeaders } from './headers.ts';
import { registerDashboard } from './dashboard-files.ts';
import { registerDocs } from './docs.ts';
import { createLiveFeed } from './live.ts';
import { noteMethods } from './methods.ts';
import type { ApiParts } from './parts.ts';
import { registerProblems } from './problems.ts';
import { auditRoutes } from './routes/audit.ts';
import { comingInRoutes } from './routes/coming-in.ts';
import { ownAccountRoutes } from './routes/own-account.ts';
import { peopleRoutes } from './routes/people.ts';
import { sessionRoutes } from './routes/session.ts';
import { tariffRoutes } from './routes/tariffs.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { accountRoutes } from './routes/accounts.ts';
import { invoiceRoutes } from './routes/invoices.ts';
import { addressRoutes } from './routes/addresses.ts';
import { alertCostRoutes } from './routes/alert-cost.ts';
import { alertRoutes } from './routes/alerts.ts';
import { buildingRoutes } from './routes/buildings.ts';
import { channelRoutes } from './routes/channels.ts';
import { classListRoutes } from './routes/class-list.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { digestRoutes } from './routes/digests.ts';
import { permitRoutes } from './routes/permits.ts';
import { rosterRoutes } from './routes/roster.ts';
import { roundRoutes } from './routes/rounds.ts';
import { seenFindingRoutes } from './routes/seen-findings.ts';
import { tonightRoutes } from './routes/tonight.ts';
import { trustRoutes } from './routes/trust.ts';
import { webPushRoutes } from './routes/web-push.ts';
import { workRoutes } from './routes/work.ts';
import { calendarRoutes } from './routes/calendar.ts';
import { consumptionRoutes } from './routes/consumption.ts';
import { dataTrustRoutes } from './routes/data-trust.ts';
import { declarationRoutes } from './routes/declarations.ts';
import { ruleRoutes } from './routes/rules.ts';
import { correctionRoutes } from './routes/corrections.ts';
import { eventRoutes } from './routes/events.ts';
import { hallScreenRoutes } from './routes/hall-screen.ts';
import { factRoutes } from './routes/facts.ts';
import { factorRoutes } from './routes/factors.ts';
import { manualReadingRoutes } from './routes/manual-readings.ts';
import { measureRoutes } from './routes/measures.ts';
import { meterRoutes } from './routes/meters.ts';
import { monthReportFileRoutes } from './routes/month-report-files.ts';
import { monthReportRoutes } from './routes/month-reports.ts';
import { photoRoutes } from './routes/photos.ts';
import { siteRoutes } from './routes/sites.ts';
import { quotaRoutes } from './routes/quotas.ts';
import { statisticsRoutes } from './routes/statistics.ts';
import { resalePartyRoutes } from './routes/resale-parties.ts';
import { statementChangeRoutes } from './routes/statement-changes.ts';
import { statementFileRoutes } from './routes/statement-files.ts';
import { statementRoutes } from './routes/statements.ts';
import { statusRoutes } from './routes/status.ts';
import { stepRoutes } from './routes/steps.ts';
import { weatherRoutes } from './routes/weather.ts';
import { useRoutes } from './routes/use.ts';
import { registerSameOrigin } from './same-origin.ts';
import { createSiteViews } from './site-views.ts';

export interface AppOptions extends AccessOptions {
  records: Records;
  readings: Pick<ReadingStore, 'kind' | 'place' | 'range'>;
  desk: CorrectionDesk;
  manual: ManualDesk;
  trial: TrialDesk;
  messages: MessageDesk;
  night: NightDesk;
  roundTimes: RoundTimes;
  /** Options of the rules as the settings file has them. */
  ruleDefaults: RuleDefaults;
  now: Clock;
  /** Of this program. */
  version: string;
  startedAt: number;
  /** A pino logger; absent: nothing is logged. Failures of our own are logged, requests are not. */
  log?: FastifyBaseLogger;
  /** The records' file, shown with its size. */
  recordsPath: string;
  /** The screen in the hall may be seen without signing in. Absent: no. */
  hallScreen?: boolean;
  /** Folder of the built dashboard; without it a page says how to build it. */
  dashboardDir?: string;
  /** Certificate and key, PEM: the pages are https. */
  tls?: { cert: Buffer; key: Buffer } | undefined;
  /** Addresses of the proxy before us; absent or empty: there is none, and headers that speak for one are not believed. */
  trustProxy?: readonly string[];
}

const ROUTES = [
  sessionRoutes,
  comingInRoutes,
  ownAccountRoutes,
  peopleRoutes,
  tokenRoutes,
  auditRoutes,
  siteRoutes,
  calendarRoutes,
  weatherRoutes,
  buildingRoutes,
  meterRoutes,
  consumptionRoutes,
  useRoutes,
  stepRoutes,
  correctionRoutes,
  manualReadingRoutes,
  photoRoutes,
  alertRoutes,
  ruleRoutes,
  declarationRoutes,
  tariffRoutes,
  tonightRoutes,
  roundRoutes,
  trustRoutes,
  permitRoutes,
  classListRoutes,
  digestRoutes,
  workRoutes,
  seenFindingRoutes,
  channelRoutes,
  addressRoutes,
  webPushRoutes,
  rosterRoutes,
  deliveryRoutes,
  alertCostRoutes,
  dataTrustRoutes,
  statisticsRoutes,
  quotaRoutes,
  factRoutes,
  factorRoutes,
  hallScreenRoutes,
  resalePartyRoutes,
  statementRoutes,
  statementChangeRoutes,
  statementFileRoutes,
  accountRoutes,
  invoiceRoutes,
  measureRoutes,
  monthReportRoutes,
  monthReportFileRoutes,
  statusRoutes,
  eventRoutes,
];
/** Of everything but photos. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** An alert's id holds three ids of 64 characters. */
const MAX_PARAM_LENGTH = 1000;

/**
 * HTTP: the API under /api, its description at /docs, the dashboard everywhere else. Ready to `listen` or `inject`;
 * closing it ends the live streams and leaves the stores open.
 */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const {
    records,
    readings,
    desk,
    manual,
    trial,
    messages,
    night,
    roundTimes,
    ruleDefaults,
    now,
    version,
    startedAt,
    recordsPath,
    log,
    tls,
    trustProxy = [],
  } = options;
  const app = Fastify({
    ...(log ? { loggerInstance: log, logController: new LogController({ disableRequestLogging: true }) } : {}),
    https: tls ?? null,
    trustProxy: trustProxy.length > 0 && [...trustProxy],
    bodyLimit: BODY_LIMIT_BYTES,
    // Browsers keep connections open that they never used; Node waits a minute for the first request of each.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerProblems(app);
  // First of all, so that whatever is refused carries them too.
  await registerHeaders(app, { isHttps: tls !== undefined || options.publicUrl?.startsWith('https:') === true });
  registerSameOrigin(app);
  await app.register(cookie);
  const access = createAccess(options);
  registerAccess(app, access.doorkeeper);
  const methodsAt = noteMethods(app);
  await app.register(rateLimit, { global: false });
  await registerDocs(app, version);

  const live = createLiveFeed({ records, onError: (error) => app.log.error({ err: error }, 'live events: the records do not answer') });
  app.addHook('onClose', () => live.close());
  const views = createSiteViews(records.catalog, ruleDefaults);
  const guarded = { access, audit: access.audit, secrets: options.secrets };
  const parts: ApiParts = {
    records,
    readings,
    desk,
    manual,
    trial,
    messages,
    night,
    roundTimes,
    ...guarded,
    views,
    live,
    now,
    version,
    startedAt,
    recordsPath,
    hallScreen: options.hallScreen ?? false,
  };
  const prefix = '/api';
  for (const routes of ROUTES) {
    await app.withTypeProvider<ZodTypeProvider>().register(routes, { ...parts, prefix });
  }
  await registerDashboard(app, options.dashboardDir, methodsAt);
  return app;
}
