const path = require('node:path');

/** Who may import whom. A folder may always import itself; only the entry files, and the folders they are made of, may import everything. */
const MAY_IMPORT = {
  domain: [],
  config: ['domain', 'analysis'],
  analysis: ['domain'],
  store: ['domain'],
  consumption: ['domain', 'analysis', 'store'],
  tariffs: ['domain'],
  collector: ['domain', 'store'],
  outgoing: ['domain'],
  alerts: ['domain', 'analysis', 'outgoing'],
  weather: ['domain', 'outgoing'],
  reports: ['domain', 'analysis', 'alerts', 'consumption', 'store', 'tariffs'],
  jobs: ['domain', 'analysis', 'alerts', 'consumption', 'reports', 'store', 'tariffs'],
  desk: ['domain', 'analysis', 'alerts', 'consumption', 'reports', 'store', 'tariffs', 'jobs'],
  api: ['domain', 'analysis', 'store', 'alerts', 'consumption', 'reports', 'tariffs', 'weather'],
  dashboard: ['domain', 'api/schemas', 'reports/words'],
  simulators: ['domain'],
  scripts: ['domain', 'config'],
};
const FOLDERS = Object.keys(MAY_IMPORT);
const OURS = `^(${FOLDERS.join('|')}|backtest|backup|evaluate|roles|savings|tests)/|^[^/]+\\.ts$`;
/** Code that is not there when the program runs on a school's machine. */
const TOOLS = '^(tests|scripts)/|^[^/]+\\.config\\.ts$|^dashboard/vite\\.config\\.ts$';

const table = Object.entries(MAY_IMPORT).map(([folder, others]) => ({
  name: `${folder}-imports`,
  comment: `${folder}/ may import ${others.join(', ') || 'nothing of ours'} (docs/developer.md)`,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: { path: OURS, pathNot: `^(${[folder, ...others].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...table,
    {
      name: 'domain-is-pure',
      comment: 'domain/ imports nothing: no package, not even node:',
      severity: 'error',
      from: { path: '^domain/' },
      to: { pathNot: '^domain/' },
    },
    {
      name: 'dashboard-takes-types',
      comment: 'of api/schemas the dashboard takes types only: the server does not go to the browser',
      severity: 'error',
      from: { path: '^dashboard/' },
      to: { path: '^api/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'entries-are-last',
      comment: 'main.ts with roles/, backtest/, evaluate/, savings/ and backup/ put everything together: nothing but a test imports them',
      severity: 'error',
      from: { pathNot: '^(tests|roles|backtest|backup|evaluate|savings)/|^main\\.ts$' },
      to: { path: '^(roles|backtest|backup|evaluate|savings)/|^main\\.ts$' },
    },
    {
      name: 'main-is-last',
      comment: 'what main.ts puts together does not lean on it',
      severity: 'error',
      from: { path: '^(roles|backtest|backup|evaluate|savings)/' },
      to: { path: '^main\\.ts$' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'everything-is-there',
      comment: 'the imported file or package exists',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-packages',
      comment: 'a package that we import stands in package.json',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'runs-without-tools',
      comment: '`npm start` installs dependencies only: what runs there may not need devDependencies',
      severity: 'error',
      from: { path: OURS, pathNot: TOOLS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules' },
    exclude: { path: '^(dist|data|\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: path.join(__dirname, 'tsconfig.json') },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
