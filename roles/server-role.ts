import { performance } from 'node:perf_hooks';
import type { Roads } from '../alerts/channels/roads.ts';
import { ruleDefaultsOf } from '../analysis/registry.ts';
import { makeSetupLink } from '../api/access/setup-link.ts';
import { createApp } from '../api/app.ts';
import { createCorrectionDesk } from '../desk/correction-desk.ts';
import type { SettingsFile } from '../config/schema.ts';
import type { Clock } from '../domain/clock.ts';
import { openSecrets } from '../store/secrets.ts';
import { createJobs } from '../jobs/jobs.ts';
import { createManualDesk } from '../desk/manual-desk.ts';
import { createNightDesk } from '../desk/night-desk.ts';
import { createTrialDesk } from '../desk/trial-desk.ts';
import { createRecompute } from '../jobs/recompute.ts';
import { retentionJob } from '../jobs/retention.ts';
import type { Job } from '../jobs/table.ts';
import { weatherJob } from '../jobs/weather.ts';
import { createHttpProvider } from '../weather/http-provider.ts';
import { fillBooks } from './demo-books.ts';
import { demoMonthJob } from './demo-month.ts';
import { putOnDuty } from './demo-duty.ts';
import type { Foundation } from './foundation.ts';
import { createMessaging } from './messaging.ts';
import { createNoticePublisher } from './publisher.ts';
import type { Role } from './role.ts';
import { readTls } from './tls.ts';
import { explainListen } from './trouble.ts';

export interface ServerRole extends Role {
  /** Where the pages are. */
  url: string;
  /** Looks at the cron table now; else each minute of the machine's clock does. */
  runDue(): Promise<void>;
}

export interface ServerOptions {
  version: string;
  dashboardDir: string;
  print: (line: string) => void;
  /** Only where `now` does not run as fast as the machine's clock. */
  monotonic?: Clock | undefined;
  /** How messages leave the house; absent: as the settings say. */
  roads?: Roads | undefined;
}

/** Intervals, jobs, alerts and notices; and HTTP for people. */
export async function startServer(foundation: Foundation, brokerUrl: string, options: ServerOptions): Promise<ServerRole> {
  const { loaded, records, recordsPath, readings, now, log } = foundation;
  const { http, mqtt } = loaded.settings;
  const ruleDefaults = ruleDefaultsOf(loaded.settings.detectors);
  const publisher = createNoticePublisher(protocolOf(mqtt), brokerUrl, log);
  const recompute = createRecompute({
    readings: readings.store,
    records,
    now,
    log,
    onComputed: (site, meter, toAt) => jobs.intervalsChanged(site, meter, toAt),
  });
  const desk = createCorrectionDesk({ records, readings: readings.store, recompute, now });
  const secrets = openSecrets(loaded.dataDir);
  const monotonic = options.monotonic ?? (() => performance.now());
  const messaging = createMessaging({ foundation, publisher, secrets, monotonic, roads: options.roads });
  const jobs = createJobs({
    records,
    readings: readings.store,
    detectors: ruleDefaults,
    round: loaded.settings.round,
    digests: loaded.settings.messages,
    moreJobs: moreJobs(foundation),
    mqttRoot: mqtt.root,
    publish: (topic, payload) => publisher.publish(topic, payload),
    print: options.print,
    now,
    onMessages: () => messaging.worker.nudge(),
    monotonic,
    log,
  });
  const app = await createApp({
    records,
    readings: readings.store,
    desk,
    manual: createManualDesk({ records, readings: readings.store, desk, now }),
    now,
    version: options.version,
    startedAt: now(),
    log,
    recordsPath,
    dashboardDir: options.dashboardDir,
    night: createNightDesk({ records, detectors: ruleDefaults, now }),
    roundTimes: loaded.settings.round,
    trial: createTrialDesk({ records, readings: readings.store, defaults: ruleDefaults, now }),
    ruleDefaults,
    secrets,
    messages: messaging.desk,
    isDemo: loaded.sitePlans === null,
    hallScreen: http.hallScreen || loaded.sitePlans === null,
    publicUrl: http.publicUrl,
    plainSignIn: http.plainSignIn,
    tls: readTls(http),
    trustProxy: http.trustProxy,
  });
  const url = await app.listen({ host: http.host, port: http.port }).catch((error: unknown) => {
    throw explainListen(http.host, http.port, error);
  });
  if (loaded.sitePlans === null) {
    await putOnDuty(records, secrets, now());
    await fillBooks(records, now());
  }
  const setupLink = await makeSetupLink(records, http.publicUrl ?? url, now);
  if (setupLink !== undefined) options.print(`First administrator: ${setupLink}`);
  recompute.start();
  messaging.worker.start();
  await jobs.start();
  return {
    url,
    runDue: () => jobs.runDue(),
    async stop() {
      await app.close();
      await Promise.all([recompute.stop(), jobs.stop(), messaging.worker.stop()]);
      await publisher.close();
    },
  };
}

/** Our own broker speaks 3.1.1 only: asking for 5 first would cost a refused connection. */
const protocolOf = (mqtt: SettingsFile['mqtt']) => (mqtt.url === undefined ? { ...mqtt, protocol: '3.1.1' as const } : mqtt);

/** Jobs that belong to no single school. */
function moreJobs({ loaded, records, readings: { store: readings }, now, log }: Foundation): Job[] {
  const { retention, weather } = loaded.settings;
  const { provider, latitude, longitude } = weather;
  const isAsked = provider !== 'none' && latitude !== undefined && longitude !== undefined;
  const weatherWatch = weatherJob({
    records,
    readings,
    provider: isAsked ? createHttpProvider({ ...weather, latitude, longitude }, now) : undefined,
    now,
    log,
  });
  const kept = retention.rawDays;
  return [
    weatherWatch,
    ...(kept === undefined ? [] : [retentionJob({ readings, records, rawDays: kept, now })]),
    ...(loaded.sitePlans === null ? [demoMonthJob({ readings, records, now })] : []),
  ];
}
