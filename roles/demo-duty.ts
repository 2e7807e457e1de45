import { demoPerson } from '../api/access/demo-people.ts';
import type { Role } from '../domain/access.ts';
import type { Address } from '../domain/message.ts';
import type { Duty, Roster } from '../domain/roster.ts';
import { DEMO_SITE } from '../simulators/demo-campus.ts';
import type { Secrets } from '../store/access-ports.ts';
import type { Records } from '../store/ports.ts';

const ON_DUTY: readonly { duty: Duty; role: Role }[] = [
  { duty: 'guard', role: 'guard' },
  { duty: 'electrician', role: 'electrician' },
  { duty: 'logistics', role: 'logistics_head' },
];
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
/** A lamp and phones that are topics of the own broker: whoever subscribes to `demo/#` sees what would have rung. */
const LAMP = { topic: 'demo/gate-lamp', on: 'ON', off: 'OFF' };
const PHONE = { on: '{title}\n{text}' };

/** Somebody is on duty in the demo campus and can be told; done once, while nobody has set a roster. */
export async function putOnDuty(records: Pick<Records, 'people' | 'rosters' | 'addresses'>, secrets: Secrets, at: number): Promise<void> {
  const before = await records.rosters.get(DEMO_SITE);
  if (before.weekly.length > 0 || before.days.length > 0) return;
  const people = ON_DUTY.map(({ role }) => demoPerson(role, at));
  for (const person of people) if (!(await records.people.get(person.id))) await records.people.save(person);
  const roster: Roster = {
    weekly: ON_DUTY.map(({ duty, role }) => ({ duty, person: demoPerson(role, at).id, weekdays: EVERY_DAY })),
    days: [],
  };
  await records.rosters.save(DEMO_SITE, roster, 'demo', at);
  const address = (one: Pick<Address, 'id' | 'name' | 'person' | 'audiences'>, settings: object) =>
    records.addresses.save({
      ...one,
      site: DEMO_SITE,
      channel: 'mqtt',
      isOn: true,
      createdAt: at,
      sealed: secrets.seal(JSON.stringify({ off: '', retain: false, isEnglish: false, ...settings })),
    });
  await address({ id: 'demo-lamp', name: '演示·门卫室的灯', person: null, audiences: ['guard'] }, LAMP);
  for (const { id, name } of people) {
    await address({ id: `${id}-phone`, name: `${name.split(' ')[0]}的手机`, person: id, audiences: [] }, { ...PHONE, topic: `demo/${id}` });
  }
}
