// Makes `npm start`, `npm test` and `npm run dev` work on a machine that has only Node and npm. Needs no package.
// The version is checked before anything that an old Node could not even read.
const [major, minor] = process.versions.node.split('.').map(Number);
const usable = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;

if (usable) {
  const { setUp } = await import('./setup/set-up.mjs');
  process.exitCode = await setUp(process.argv[2]);
} else {
  console.error(`Greenleaf needs Node.js 20.19 or newer (22 from 22.12 on); this is ${process.versions.node}.`);
  console.error('Install a current version from https://nodejs.org/ or with your version manager, for example: nvm install 20');
  process.exitCode = 1;
}
