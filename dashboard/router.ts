import { createRouter, createWebHistory } from 'vue-router';

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name; names the window. */
    title: string;
    /** Which entry of the navigation it belongs to. */
    under?: 'overview' | 'buildings' | 'alerts' | 'readings' | 'settings';
  }
}

/** Each page is its own file, loaded when it is opened. */
export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash, top: 72 } : { top: 0 }),
  routes: [
    { path: '/', name: 'overview', component: () => import('./pages/overview.vue'), meta: { title: 'nav.overview', under: 'overview' } },
    {
      path: '/buildings',
      name: 'buildings',
      component: () => import('./pages/buildings.vue'),
      meta: { title: 'nav.buildings', under: 'buildings' },
    },
    {
      path: '/buildings/:building',
      name: 'building',
      component: () => import('./pages/building.vue'),
      props: true,
      meta: { title: 'nav.buildings', under: 'buildings' },
    },
    {
      path: '/meters/:meter',
      name: 'meter',
      component: () => import('./pages/meter.vue'),
      props: true,
      meta: { title: 'meter.meter', under: 'buildings' },
    },
    { path: '/alerts', name: 'alerts', component: () => import('./pages/alerts.vue'), meta: { title: 'nav.alerts', under: 'alerts' } },
    {
      path: '/alerts/:alert',
      name: 'alert',
      component: () => import('./pages/alert.vue'),
      props: true,
      meta: { title: 'nav.alerts', under: 'alerts' },
    },
    {
      path: '/meters/:meter/change/:kind',
      name: 'change',
      component: () => import('./pages/change.vue'),
      props: true,
      meta: { title: 'correction.change', under: 'buildings' },
    },
    { path: '/steps', name: 'steps', component: () => import('./pages/steps.vue'), meta: { title: 'steps.title', under: 'readings' } },
    {
      path: '/steps/:meter/:toAt(\\d+)',
      name: 'step',
      component: () => import('./pages/step.vue'),
      props: ({ params }) => ({ meter: params.meter, toAt: Number(params.toAt) }),
      meta: { title: 'steps.title', under: 'readings' },
    },
    { path: '/read', name: 'read', component: () => import('./pages/read.vue'), meta: { title: 'read.title', under: 'readings' } },
    {
      path: '/read/:meter',
      name: 'read-meter',
      component: () => import('./pages/read-meter.vue'),
      props: true,
      meta: { title: 'read.title', under: 'readings' },
    },
    {
      path: '/balance',
      name: 'balance',
      component: () => import('./pages/balance.vue'),
      meta: { title: 'balance.title', under: 'readings' },
    },
    { path: '/status', name: 'status', component: () => import('./pages/status.vue'), meta: { title: 'nav.status', under: 'readings' } },
    { path: '/rules', name: 'rules', component: () => import('./pages/rules.vue'), meta: { title: 'settings.rules', under: 'settings' } },
    {
      path: '/rules/:rule',
      name: 'rule',
      component: () => import('./pages/rule.vue'),
      props: true,
      meta: { title: 'settings.rules', under: 'settings' },
    },
    {
      path: '/rules/:rule/try',
      name: 'try',
      component: () => import('./pages/try.vue'),
      props: true,
      meta: { title: 'trial.title', under: 'settings' },
    },
    {
      path: '/declarations',
      name: 'declarations',
      component: () => import('./pages/declarations.vue'),
      meta: { title: 'settings.declarations', under: 'settings' },
    },
    {
      path: '/calendar',
      name: 'calendar',
      component: () => import('./pages/calendar.vue'),
      meta: { title: 'settings.calendar', under: 'settings' },
    },
    { path: '/:rest(.*)*', name: 'not-found', component: () => import('./pages/not-found.vue'), meta: { title: 'notFound.title' } },
  ],
});

// The school in the address bar stays while one walks through the pages, so that every link can be handed on.
router.beforeEach((to, from) => {
  if (from.query.site === undefined || to.query.site !== undefined) return true;
  return { ...to, query: { ...to.query, site: from.query.site } };
});
