import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HOUR_MS, WeatherUnavailable } from '../../domain/weather.ts';
import { createHttpProvider, type HttpProviderSettings } from '../../weather/http-provider.ts';

const NOW = Date.UTC(2026, 9, 2, 2, 40);
const MIDNIGHT_S = Date.UTC(2026, 9, 2) / 1000;
const LONG_ENOUGH_MS = 30_000;

/** As the service answers `timeformat=unixtime` with `hourly=temperature_2m`. */
const answer = (temperatures: readonly (number | null)[], more: object = {}) => ({
  latitude: 52.276,
  longitude: 6.8729997,
  generationtime_ms: 0.0011920928955078125,
  utc_offset_seconds: 0,
  timezone: 'GMT',
  timezone_abbreviation: 'GMT',
  elevation: 29.0,
  hourly_units: { time: 'unixtime', temperature_2m: '°C' },
  hourly: { time: temperatures.map((_, index) => MIDNIGHT_S + index * 3600), temperature_2m: temperatures },
  ...more,
});

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const sends =
  (status: number, body: string | object): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

function providerAt(host: string, more: Partial<HttpProviderSettings> = {}) {
  const settings = { url: `${host}/v1/forecast`, latitude: 36.0667, longitude: 120.3833, privateAddress: true, timeoutMs: LONG_ENOUGH_MS };
  return createHttpProvider({ ...settings, ...more }, () => NOW);
}

async function refusal(host: string, more: Partial<HttpProviderSettings> = {}): Promise<WeatherUnavailable> {
  const error: unknown = await providerAt(host, more)
    .read(1)
    .then(
      () => 'no error',
      (cause: unknown) => cause,
    );
  if (!(error instanceof WeatherUnavailable)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

describe('weather by HTTP', () => {
  it('is 13.55 °C in the hour between 13.8 and 13.3, and parts what is over from what is to come', async () => {
    const host = await serve(sends(200, answer([13.8, 13.3, 12.1, 11.9, 10.9])));
    const { hours, forecast } = await providerAt(host).read(1);
    const at = (index: number) => MIDNIGHT_S * 1000 + index * HOUR_MS;
    expect(hours.map((hour) => [hour.at, hour.temperatureC.toFixed(2)])).toEqual([
      [at(0), '13.55'],
      [at(1), '12.70'],
    ]);
    expect(forecast).toEqual([
      { at: at(2), temperatureC: 12, issuedAt: NOW },
      { at: at(3), temperatureC: expect.closeTo(11.4) as number, issuedAt: NOW },
    ]);
  });

  it('leaves out hours of which one end is not known', async () => {
    const host = await serve(sends(200, answer([13.8, null, 12.1, 11.9])));
    const { hours, forecast } = await providerAt(host).read(1);
    expect(hours).toEqual([]);
    expect(forecast).toHaveLength(1);
  });

  it('asks for temperatures at a place, in seconds of UTC, for at most 92 past days', async () => {
    let asked = '';
    const host = await serve((request, response) => {
      asked = request.url ?? '';
      sends(200, answer([1, 2]))(request, response);
    });
    await providerAt(host).read(400);
    const { pathname, searchParams } = new URL(asked, host);
    expect(pathname).toBe('/v1/forecast');
    expect(Object.fromEntries(searchParams)).toEqual({
      latitude: '36.0667',
      longitude: '120.3833',
      hourly: 'temperature_2m',
      past_days: '92',
      forecast_days: '3',
      timeformat: 'unixtime',
      timezone: 'GMT',
    });
  });

  it('says what the service says of a wrong question', async () => {
    const reason = 'Cannot initialize TemperatureUnit from invalid String value asdfsfd for key temperature_unit';
    const error = await refusal(await serve(sends(400, { error: true, reason })));
    expect(error.why).toBe('refused');
    expect(error.message).toContain(`answers 400: ${reason}`);
  });

  it('says that there were too many questions', async () => {
    const reason = 'Hourly API request limit exceeded. Please try again in the next hour.';
    const error = await refusal(await serve(sends(429, { error: true, reason })));
    expect(error.why).toBe('limited');
    expect(error.message).toContain(reason);
  });

  it('takes a failure of the service, or of what stands before it, as a pause', async () => {
    const error = await refusal(await serve(sends(502, '<html><body><h1>502 Bad Gateway</h1></body></html>')));
    expect(error.why).toBe('unreachable');
    expect(error.message).toMatch(/answers 502$/);
  });

  it('puts words of the service on one line of at most 200 characters', async () => {
    const error = await refusal(await serve(sends(400, { error: true, reason: `a\nlevel=error b\u001b[31m${'x'.repeat(500)}` })));
    expect(error.message).toContain('answers 400: a level=error b [31mx');
    expect(error.message.length).toBeLessThan(300);
  });

  it('does not follow a redirect', async () => {
    let followed = false;
    const target = await serve((request, response) => {
      followed = true;
      sends(200, answer([1, 2]))(request, response);
    });
    const host = await serve((_, response) => response.writeHead(302, { location: target }).end());
    const error = await refusal(host);
    expect(error.why).toBe('unreachable');
    expect(error.message).toContain('answers 302');
    expect(followed).toBe(false);
  });

  it('gives up on a server that is silent, or that drips', async () => {
    const silent = await refusal(await serve(() => undefined), { timeoutMs: 50 });
    expect([silent.why, silent.message]).toEqual(['unreachable', expect.stringContaining('no answer within 50 ms')]);
    const drips = await serve((_, response) => void response.writeHead(200).write('{'));
    expect((await refusal(drips, { timeoutMs: 50 })).message).toContain('no answer within 50 ms');
  });

  it('takes no answer of more than 64 kB, and none that is cut off', async () => {
    const long = await refusal(await serve(sends(200, ' '.repeat(70_000))));
    expect(long.message).toContain('longer than 65536 bytes');
    const cut = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"hourly":', () => response.destroy());
    });
    expect((await refusal(cut)).why).toBe('unreachable');
  });

  it.each([
    ['no JSON', 'weather: fine'],
    ['no hours', { latitude: 52.276, longitude: 6.87, elevation: 29.0 }],
    ['Fahrenheit', answer([40, 41], { hourly_units: { time: 'unixtime', temperature_2m: '°F' } })],
    ['local clock times', answer([4, 5], { hourly_units: { time: 'iso8601', temperature_2m: '°C' } })],
    ['lists that differ in length', answer([], { hourly: { time: [MIDNIGHT_S], temperature_2m: [] } })],
    ['temperatures that were never measured', answer([4, 444])],
  ])('takes %s for no weather', async (_, body) => {
    expect((await refusal(await serve(sends(200, body)))).why).toBe('unclear');
  });

  it('asks no address inside the network unless the settings allow it', async () => {
    const host = await serve(sends(200, answer([1, 2])));
    const { port } = new URL(host);
    for (const name of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
      const error = await refusal(`http://${name}:${port}`, { privateAddress: false });
      expect(error.why).toBe('unreachable');
      expect(error.message).toContain('inside the network; weather.privateAddress allows it');
    }
    await expect(providerAt(`http://localhost:${port}`).read(1)).resolves.toBeDefined();
  });
});
