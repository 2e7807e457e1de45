import { createRouter, createWebHistory } from 'vue-router';
import { homeOf, isBesideDashboard, opensDashboard, type PageNeeds } from './access/home.ts';
import { signInPath } from './access/return-path.ts';
import { useVisit } from './access/visit.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name; names the window. */
    title: string;
    /** Which entry of the navigation it belongs to. */
    under?: 'overview' | 'use' | 'alerts' | 'reports' | 'readings' | 'settings';
    /** Who may open it; `open`: a way in, without the frame of the dashboard. */
    needs: PageNeeds;
    /** Stands without a school. */
    anySite?: true;
  }
}

/** Each page is its own file, loaded when it is opened. */
export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash, top: 72 } : { top: 0 }),
  routes: [
    {
      path: '/',
      name: 'overview',
      component: () => import('./pages/overview.vue'),
      meta: { title: 'nav.overview', under: 'overview', needs: 'see' },
    },
    {
      path: '/buildings',
      name: 'buildings',
      component: () => import('./pages/buildings.vue'),
      meta: { title: 'nav.buildings', under: 'use', needs: 'see' },
    },
    {
      path: '/buildings/:building',
      name: 'building',
      component: () => import('./pages/building.vue'),
      props: true,
      meta: { title: 'nav.buildings', under: 'use', needs: 'see' },
    },
    {
      path: '/compare',
      name: 'compare',
      component: () => import('./pages/compare.vue'),
      meta: { title: 'use.compare', under: 'use', needs: 'see' },
    },
    {
      path: '/electricity',
      name: 'electricity',
      component: () => import('./pages/electricity.vue'),
      meta: { title: 'use.electricity', under: 'use', needs: 'see' },
    },
    {
      path: '/water',
      name: 'water',
      component: () => import('./pages/water.vue'),
      meta: { title: 'use.water', under: 'use', needs: 'see' },
    },
    {
      path: '/meters/:meter',
      name: 'meter',
      component: () => import('./pages/meter.vue'),
      props: true,
      meta: { title: 'meter.meter', under: 'use', needs: 'see' },
    },
    {
      path: '/alerts',
      name: 'alerts',
      component: () => import('./pages/alerts.vue'),
      meta: { title: 'nav.alerts', under: 'alerts', needs: 'see' },
    },
    {
      path: '/alerts/:alert',
      name: 'alert',
      component: () => import('./pages/alert.vue'),
      props: true,
      meta: { title: 'nav.alerts', under: 'alerts', needs: 'see' },
    },
    {
      path: '/night',
      name: 'night',
      component: () => import('./pages/night.vue'),
      meta: { title: 'alerts.night', under: 'alerts', needs: 'see_tonight' },
    },
    {
      path: '/rounds',
      name: 'rounds',
      component: () => import('./pages/rounds.vue'),
      meta: { title: 'alerts.rounds', under: 'alerts', needs: 'see' },
    },
    {
      path: '/rounds/:night(\\d{4}-\\d{2}-\\d{2})',
      name: 'round',
      component: () => import('./pages/round.vue'),
      props: true,
      meta: { title: 'alerts.rounds', under: 'alerts', needs: 'see' },
    },
    {
      path: '/permits',
      name: 'permits',
      component: () => import('./pages/permits.vue'),
      meta: { title: 'alerts.permits', under: 'alerts', needs: 'approve' },
    },
    {
      path: '/repairs',
      name: 'repairs',
      component: () => import('./pages/repairs.vue'),
      meta: { title: 'alerts.repairs', under: 'alerts', needs: 'see_work' },
    },
    {
      path: '/class-list',
      name: 'class-list',
      component: () => import('./pages/class-list.vue'),
      meta: { title: 'alerts.class-list', under: 'alerts', needs: 'see_class' },
    },
    {
      path: '/digests',
      name: 'digests',
      component: () => import('./pages/digests.vue'),
      meta: { title: 'alerts.digests', under: 'alerts', needs: 'see' },
    },
    {
      path: '/trust',
      name: 'trust',
      component: () => import('./pages/trust.vue'),
      meta: { title: 'alerts.trust', under: 'alerts', needs: 'see' },
    },
    {
      path: '/findings',
      name: 'findings',
      component: () => import('./pages/findings.vue'),
      meta: { title: 'alerts.findings', under: 'alerts', needs: 'report_finding' },
    },
    {
      path: '/meters/:meter/change/:kind',
      name: 'change',
      component: () => import('./pages/change.vue'),
      props: true,
      meta: { title: 'correction.change', under: 'use', needs: 'correct' },
    },
    {
      path: '/steps',
      name: 'steps',
      component: () => import('./pages/steps.vue'),
      meta: { title: 'steps.title', under: 'readings', needs: 'see' },
    },
    {
      path: '/steps/:meter/:toAt(\\d+)',
      name: 'step',
      component: () => import('./pages/step.vue'),
      props: ({ params }) => ({ meter: params.meter, toAt: Number(params.toAt) }),
      meta: { title: 'steps.title', under: 'readings', needs: 'see' },
    },
    {
      path: '/read',
      name: 'read',
      component: () => import('./pages/read.vue'),
      meta: { title: 'read.title', under: 'readings', needs: 'take_readings' },
    },
    {
      path: '/read/:meter',
      name: 'read-meter',
      component: () => import('./pages/read-meter.vue'),
      props: true,
      meta: { title: 'read.title', under: 'readings', needs: 'take_readings' },
    },
    {
      path: '/balance',
      name: 'balance',
      component: () => import('./pages/balance.vue'),
      meta: { title: 'balance.title', under: 'readings', needs: 'see' },
    },
    {
      path: '/alert-cost',
      name: 'alert-cost',
      component: () => import('./pages/alert-cost.vue'),
      meta: { title: 'use.alert-cost', under: 'use', needs: 'see' },
    },
    {
      path: '/data-trust',
      name: 'data-trust',
      component: () => import('./pages/data-trust.vue'),
      meta: { title: 'readings.data-trust', under: 'readings', needs: 'see' },
    },
    {
      path: '/hall/:site',
      name: 'hall',
      component: () => import('./pages/hall.vue'),
      props: true,
      meta: { title: 'hall.title', needs: 'open' },
    },
    {
      path: '/month-reports',
      name: 'month-reports',
      component: () => import('./pages/month-reports.vue'),
      meta: { title: 'reports.month-reports', under: 'reports', needs: 'see' },
    },
    {
      path: '/month-reports/:month',
      name: 'month-report',
      component: () => import('./pages/month-report.vue'),
      props: true,
      meta: { title: 'reports.month-reports', under: 'reports', needs: 'see' },
    },
    {
      path: '/quotas',
      name: 'quotas',
      component: () => import('./pages/quotas.vue'),
      meta: { title: 'reports.quotas', under: 'reports', needs: 'see' },
    },
    {
      path: '/facts',
      name: 'facts',
      component: () => import('./pages/facts.vue'),
      meta: { title: 'reports.facts', under: 'reports', needs: 'see_books' },
    },
    {
      path: '/statistics',
      name: 'statistics',
      component: () => import('./pages/statistics.vue'),
      meta: { title: 'reports.statistics', under: 'reports', needs: 'see_books' },
    },
    {
      path: '/tariffs',
      name: 'tariffs',
      component: () => import('./pages/tariffs.vue'),
      meta: { title: 'reports.tariffs', under: 'reports', needs: 'see_books' },
    },
    {
      path: '/tariffs/:tariff',
      name: 'tariff',
      component: () => import('./pages/tariff.vue'),
      props: true,
      meta: { title: 'reports.tariffs', under: 'reports', needs: 'see_books' },
    },
    {
      path: '/bills',
      name: 'bills',
      component: () => import('./pages/bills.vue'),
      meta: { title: 'reports.bills', under: 'reports', needs: 'see_books' },
    },
    {
      path: '/measures',
      name: 'measures',
      component: () => import('./pages/measures.vue'),
      meta: { title: 'savings.title', under: 'reports', needs: 'see' },
    },
    {
      path: '/status',
      name: 'status',
      component: () => import('./pages/status.vue'),
      meta: { title: 'nav.status', under: 'readings', needs: 'see', anySite: true },
    },
    {
      path: '/rules',
      name: 'rules',
      component: () => import('./pages/rules.vue'),
      meta: { title: 'settings.rules', under: 'settings', needs: 'set_rules' },
    },
    {
      path: '/rules/:rule',
      name: 'rule',
      component: () => import('./pages/rule.vue'),
      props: true,
      meta: { title: 'settings.rules', under: 'settings', needs: 'set_rules' },
    },
    {
      path: '/rules/:rule/try',
      name: 'try',
      component: () => import('./pages/try.vue'),
      props: true,
      meta: { title: 'trial.title', under: 'settings', needs: 'set_rules' },
    },
    {
      path: '/declarations',
      name: 'declarations',
      component: () => import('./pages/declarations.vue'),
      meta: { title: 'settings.declarations', under: 'settings', needs: 'declare' },
    },
    {
      path: '/calendar',
      name: 'calendar',
      component: () => import('./pages/calendar.vue'),
      meta: { title: 'settings.calendar', under: 'settings', needs: 'set_rules' },
    },
    {
      path: '/people',
      name: 'people',
      component: () => import('./pages/people.vue'),
      meta: { title: 'settings.people', under: 'settings', needs: 'manage_people', anySite: true },
    },
    {
      path: '/people/new',
      name: 'new-person',
      component: () => import('./pages/person.vue'),
      meta: { title: 'settings.people', under: 'settings', needs: 'manage_people', anySite: true },
    },
    {
      path: '/people/phone',
      name: 'add-phone',
      component: () => import('./pages/add-phone.vue'),
      meta: { title: 'phone.title', under: 'settings', needs: 'manage_people', anySite: true },
    },
    {
      path: '/people/:person',
      name: 'person',
      component: () => import('./pages/person.vue'),
      props: true,
      meta: { title: 'settings.people', under: 'settings', needs: 'manage_people', anySite: true },
    },
    {
      path: '/tokens',
      name: 'tokens',
      component: () => import('./pages/tokens.vue'),
      meta: { title: 'token.title', under: 'settings', needs: 'manage_people', anySite: true },
    },
    {
      path: '/audit',
      name: 'audit',
      component: () => import('./pages/audit.vue'),
      meta: { title: 'audit.title', under: 'settings', needs: 'audit', anySite: true },
    },
    {
      path: '/addresses',
      name: 'addresses',
      component: () => import('./pages/addresses.vue'),
      meta: { title: 'settings.addresses', under: 'settings', needs: 'manage_channels' },
    },
    {
      path: '/roster',
      name: 'roster',
      component: () => import('./pages/roster.vue'),
      meta: { title: 'settings.roster', under: 'settings', needs: 'set_roster' },
    },
    {
      path: '/deliveries',
      name: 'deliveries',
      component: () => import('./pages/deliveries.vue'),
      meta: { title: 'settings.deliveries', under: 'settings', needs: 'see' },
    },
    {
      path: '/statements',
      name: 'statements',
      component: () => import('./pages/statements.vue'),
      meta: { title: 'reports.statements', under: 'reports', needs: 'see_books' },
    },
    {
      path: '/statements/:statement',
      name: 'statement',
      component: () => import('./pages/statement.vue'),
      props: true,
      meta: { title: 'reports.statements', under: 'reports', needs: 'see_books' },
    },
    {
      path: '/account',
      name: 'account',
      component: () => import('./pages/account.vue'),
      meta: { title: 'account.title', needs: 'signed_in', anySite: true },
    },
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('./pages/sign-in.vue'),
      meta: { title: 'signIn.title', needs: 'open' },
    },
    {
      path: '/setup',
      name: 'set-up',
      component: () => import('./pages/set-up.vue'),
      meta: { title: 'setUp.title', needs: 'open' },
    },
    {
      path: '/invite',
      name: 'invite',
      component: () => import('./pages/invite.vue'),
      meta: { title: 'invite.title', needs: 'open' },
    },
    {
      path: '/:rest(.*)*',
      name: 'not-found',
      component: () => import('./pages/not-found.vue'),
      meta: { title: 'notFound.title', needs: 'signed_in', anySite: true },
    },
  ],
});

// Nobody sees a page before it is known who asks; a page that is not his says so in its place (app.vue).
router.beforeEach(async (to) => {
  const visit = useVisit();
  await visit.ready();
  if (!visit.answer || to.meta.needs === 'open') return true;
  if (!visit.visitor) return signInPath(to.fullPath);
  const home = homeOf(visit.visitor);
  const isElsewhere = !opensDashboard(visit.visitor) || (to.name === 'overview' && home !== '/');
  if (!isElsewhere) return true;
  if (!isBesideDashboard(home)) return home;
  visit.leaveFor(home);
  return false;
});

// The school in the address bar stays while one walks through the pages, so that every link can be handed on.
router.beforeEach((to, from) => {
  if (from.query.site === undefined || to.query.site !== undefined || to.meta.needs === 'open') return true;
  return { ...to, query: { ...to.query, site: from.query.site } };
});
