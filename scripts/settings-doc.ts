/** Writes docs/settings.md from the settings schema: `node --import tsx scripts/settings-doc.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { allowedText, settingsShape, type Shape } from '../config/shape.ts';

export const SETTINGS_DOC = fileURLToPath(new URL('../docs/settings.md', import.meta.url));

const INTRO = `# Settings

<!-- Made from config/schema.ts and the rules of analysis/registry.ts by scripts/settings-doc.ts: change it there, then run \`node --import tsx scripts/settings-doc.ts\`. -->

Greenleaf reads \`greenleaf.yaml\` in the folder where it is started, or the file that \`GREENLEAF_CONFIG\` names. Without a file it
runs the demo campus. All mistakes in the file are shown at once, each with its place, its value and what is allowed.
A key without a value counts as not written. A change takes effect at the next start.

## Environment

| variable | meaning |
| --- | --- |
| \`GREENLEAF_CONFIG\` | settings file; default \`greenleaf.yaml\` |
| \`GREENLEAF_DATA\` | folder of everything that the program keeps; default \`data\` |
| \`GREENLEAF_PORT\` | wins over \`http.port\` |
| \`GREENLEAF_MQTT_PORT\` | wins over \`mqtt.ownPort\` |
| \`GREENLEAF_MQTT_PASSWORD\`, \`GREENLEAF_MQTT_PASSWORD_FILE\` | win over \`mqtt.password\` and \`mqtt.passwordFile\`: the password, or a file that holds it |
| \`GREENLEAF_INFLUX_PASSWORD\`, \`GREENLEAF_INFLUX_PASSWORD_FILE\` | win over \`influx.password\` and \`influx.passwordFile\`: the password, or a file that holds it |

An empty variable counts as not set.

## Smallest file for a school of your own

\`\`\`yaml
sites:
  - id: no1-middle-school
    name: 第一中学
    campuses:
      - { id: main, name: 主校区 }
    buildings:
      - { id: teaching-1, name: 一号教学楼, campus: main, function: teaching }
    meters:
      - { id: teaching-1-main, name: 一号教学楼总表, building: teaching-1, medium: electricity, role: building_main }
\`\`\`

Its meter is heard on the topic \`campus/no1-middle-school/teaching-1-main\`.
`;

/** The whole page as Markdown. */
export function settingsDocument(): string {
  const groups = Object.entries(settingsShape().properties ?? {});
  const single = groups.filter(([, shape]) => !hasKeys(shape));
  const sections = groups.filter(([, shape]) => hasKeys(shape));
  const tables = [
    `## Single settings\n\n${table(single.map(([key, shape]) => row(key, shape, false)))}`,
    ...sections.map(([key, shape]) => `## \`${key}\`: ${shape.description ?? ''}\n\n${table(rowsBelow(key, shape))}`),
  ];
  return `${INTRO}\n${tables.join('\n')}`;
}

const hasKeys = (shape: Shape) => Boolean(shape.properties ?? shape.items?.properties);

function rowsBelow(path: string, shape: Shape): string[] {
  const [inner, prefix] = shape.items ? [shape.items, `${path}[]`] : [shape, path];
  return Object.entries(inner.properties ?? {}).flatMap(([key, child]) => {
    const childPath = `${prefix}.${key}`;
    const own = row(childPath, child, inner.required?.includes(key) ?? false);
    return hasKeys(child) ? [own, ...rowsBelow(childPath, child)] : [own];
  });
}

function row(path: string, shape: Shape, required: boolean): string {
  const group = shape.type === 'object';
  // zod leaves out the default of a list whose entries are transformed; every list in the settings is empty by default.
  const value = shape.default ?? (shape.type === 'array' ? [] : undefined);
  const fallback = required ? '**required**' : group || value === undefined ? '' : `\`${JSON.stringify(value)}\``;
  const cells = [`\`${path}\``, group ? 'group' : allowedText(shape), fallback, meaningOf(shape)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const meaningOf = ({ description = '', unit }: Shape) => (unit ? `${description}, ${unit}` : description);

const table = (rows: string[]) => `| setting | allowed | default | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(SETTINGS_DOC, settingsDocument());
  console.log(`${SETTINGS_DOC}: ${readFileSync(SETTINGS_DOC, 'utf8').split('\n').length} lines`);
}
