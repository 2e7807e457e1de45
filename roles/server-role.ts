import { performance } from 'node:perf_hooks';
import { ruleDefaultsOf } from '../analysis/registry.ts';
import { createApp } from '../api/app.ts';
import { createCorrectionDesk } from '../desk/correction-desk.ts';
import { createJobs } from '../jobs/jobs.ts';
import { createManualDesk } from '../desk/manual-desk.ts';
import { createTrialDesk } from '../desk/trial-desk.ts';
import { createRecompute } from '../jobs/recompute.ts';
import { retentionJob } from '../jobs/retention.ts';
import type { Job } from '../jobs/table.ts';
import { weatherJob } from '../jobs/weather.ts';
import { createHttpProvider } from '../weather/http-provider.ts';
import type { Foundation } from './foundation.ts';
import { createNoticePublisher } from './publisher.ts';
import type { Role } from './role.ts';
import { explainListen } from './trouble.ts';

export interface ServerRole extends Role {
  /** Where the pages are. */
  url: string;
}

export interface ServerOptions {
  version: string;
  dashboardDir: string;
  print: (line: string) => void;
}

/** Intervals, jobs, alerts and notices; and HTTP for people. */
export async function startServer(foundation: Foundation, brokerUrl: string, options: ServerOptions): Promise<ServerRole> {
  const { loaded, records, recordsPath, readings, now, log } = foundation;
  const { http, mqtt } = loaded.settings;
  const ruleDefaults = ruleDefaultsOf(loaded.settings.detectors);
  const publisher = createNoticePublisher(mqtt, brokerUrl, log);
  const recompute = createRecompute({ readings: readings.store, records, now, log });
  const desk = createCorrectionDesk({ records, readings: readings.store, recompute, now });
  const jobs = createJobs({
    records,
    readings: readings.store,
    detectors: ruleDefaults,
    moreJobs: moreJobs(foundation),
    mqttRoot: mqtt.root,
    publish: (topic, payload) => publisher.publish(topic, payload),
    print: options.print,
    now,
    monotonic: () => performance.now(),
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
    trial: createTrialDesk({ records, readings: readings.store, defaults: ruleDefaults, now }),
    ruleDefaults,
  });
  const url = await app.listen({ host: http.host, port: http.port }).catch((error: unknown) => {
    throw explainListen(http.host, http.port, error);
  });
  recompute.start();
  await jobs.start();
  return {
    url,
    async stop() {
      await app.close();
      await Promise.all([recompute.stop(), jobs.stop()]);
      await publisher.close();
    },
  };
}

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
  return retention.rawDays === undefined
    ? [weatherWatch]
    : [weatherWatch, retentionJob({ readings, records, rawDays: retention.rawDays, now })];
}
