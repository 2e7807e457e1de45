import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../config/load.ts';

function load(yaml: string) {
  const readFile = (path: string) => {
    if (path === '/school/greenleaf.yaml') return yaml;
    throw Object.assign(new Error('gone'), { code: 'ENOENT' });
  };
  return loadSettings({ env: {}, cwd: '/school', readFile }).settings.weather;
}

describe('settings of the weather', () => {
  it('ask nobody outside unless somebody says so', () => {
    expect(load('http: { port: 8080 }')).toMatchObject({ provider: 'none', privateAddress: false, timeoutMs: 5000 });
  });

  it('ask the public service at a place', () => {
    expect(load('weather: { provider: open-meteo, latitude: 36.07, longitude: 120.38 }')).toMatchObject({
      provider: 'open-meteo',
      url: 'https://api.open-meteo.com/v1/forecast',
      latitude: 36.07,
      longitude: 120.38,
    });
  });

  it('want to know where', () => {
    expect(() => load('weather: { provider: open-meteo, latitude: 36.07 }')).toThrow('weather.longitude: is needed to ask open-meteo');
    expect(() => load('weather: { provider: open-meteo, latitude: 120.38, longitude: 36.07 }')).toThrow('weather.latitude');
  });

  it('take no address with a password or a question in it', () => {
    expect(() => load('weather: { url: "https://me:secret@weather.example/v1" }')).toThrow('weather.url');
    expect(() => load('weather: { url: "https://weather.example/v1?apikey=1" }')).toThrow('weather.url');
  });
});
