import helmet from '@fastify/helmet';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { RuleDefaults } from '../analysis/rulebook.ts';
import type { Clock } from '../domain/clock.ts';
import type { CorrectionDesk } from '../domain/correction.ts';
import type { ManualDesk } from '../store/people-ports.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import type { TrialDesk } from '../store/school-ports.ts';
import { registerDashboard } from './dashboard-files.ts';
import { registerDocs } from './docs.ts';
import { createLiveFeed } from './live.ts';
import { noteMethods } from './methods.ts';
import type { ApiParts } from './parts.ts';
import { registerProblems } from './problems.ts';
import { alertRoutes } from './routes/alerts.ts';
import { buildingRoutes } from './routes/buildings.ts';
import { calendarRoutes } from './routes/calendar.ts';
import { consumptionRoutes } from './routes/consumption.ts';
import { declarationRoutes } from './routes/declarations.ts';
import { ruleRoutes } from './routes/rules.ts';
import { correctionRoutes } from './routes/corrections.ts';
import { eventRoutes } from './routes/events.ts';
import { manualReadingRoutes } from './routes/manual-readings.ts';
import { meterRoutes } from './routes/meters.ts';
import { photoRoutes } from './routes/photos.ts';
import { siteRoutes } from './routes/sites.ts';
import { statusRoutes } from './routes/status.ts';
import { stepRoutes } from './routes/steps.ts';
import { weatherRoutes } from './routes/weather.ts';
import { registerSameOrigin } from './same-origin.ts';
import { createSiteViews } from './site-views.ts';

export interface AppOptions {
  records: Records;
  readings: Pick<ReadingStore, 'kind' | 'place' | 'range'>;
  desk: CorrectionDesk;
  manual: ManualDesk;
  trial: TrialDesk;
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
  /** Folder of the built dashboard; without it a page says how to build it. */
  dashboardDir?: string;
}

const ROUTES = [
  siteRoutes,
  calendarRoutes,
  weatherRoutes,
  buildingRoutes,
  meterRoutes,
  consumptionRoutes,
  stepRoutes,
  correctionRoutes,
  manualReadingRoutes,
  photoRoutes,
  alertRoutes,
  ruleRoutes,
  declarationRoutes,
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
  const { records, readings, desk, manual, trial, ruleDefaults, now, version, startedAt, recordsPath, log } = options;
  const app = Fastify({
    ...(log ? { loggerInstance: log, logController: new LogController({ disableRequestLogging: true }) } : {}),
    bodyLimit: BODY_LIMIT_BYTES,
    // Browsers keep connections open that they never used; Node waits a minute for the first request of each.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerProblems(app);
  registerSameOrigin(app);
  const methodsAt = noteMethods(app);
  await app.register(helmet, SECURITY_HEADERS);
  await registerDocs(app, version);

  const live = createLiveFeed({ records, onError: (error) => app.log.error({ err: error }, 'live events: the records do not answer') });
  app.addHook('onClose', () => live.close());
  const views = createSiteViews(records.catalog, ruleDefaults);
  const parts: ApiParts = { records, readings, desk, manual, trial, views, live, now, version, startedAt, recordsPath };
  const prefix = '/api';
  for (const routes of ROUTES) {
    await app.withTypeProvider<ZodTypeProvider>().register(routes, { ...parts, prefix });
  }
  await registerDashboard(app, options.dashboardDir, methodsAt);
  return app;
}

/** Everything comes from this server. Element Plus and Swagger UI set styles on their elements. */
const SECURITY_HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      baseUri: ["'none'"],
      fontSrc: ["'self'", 'data:'],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      objectSrc: ["'none'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
    },
  },
  referrerPolicy: { policy: 'same-origin' as const },
  // This server speaks plain HTTP; whoever puts TLS in front of it says so there.
  strictTransportSecurity: false,
};
