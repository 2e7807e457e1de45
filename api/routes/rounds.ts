import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { tallyRound } from '../../alerts/digest/round-tally.ts';
import type { Round } from '../../domain/round.ts';
import { type NightBook, readNightBook } from '../night-book.ts';
import { checkNights } from '../nights-asked.ts';
import type { ApiParts } from '../parts.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { roundList, roundNight, roundParams, roundsQuery, type RoundView } from '../schemas/tonight.ts';
import { stopsOf, toCheck } from '../tonight-view.ts';

/** What came of the rounds, for the office. */
export const roundRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now }, done) => {
  const schema = {
    summary: 'Rounds of some nights, newest first',
    tags: ['tonight'],
    params: siteParams,
    querystring: roundsQuery,
    response: { 200: roundList, ...PROBLEMS },
  };
  app.get('/sites/:site/rounds', { schema, config: { needs: 'see' } }, async ({ params, query, visitor }) => {
    const view = await views.one(params.site, visitor);
    const { fromNight, toNight } = checkNights(query);
    const book = await readNightBook(records, view, fromNight, toNight);
    const at = now();
    return { rounds: book.rounds.map((round) => toRoundView(round, book, at)) };
  });

  const ofNight = {
    summary: 'The lists of one night, stop by stop, as they are now; none: no list was made',
    tags: ['tonight'],
    params: roundParams,
    response: { 200: roundNight, ...PROBLEMS },
  };
  app.get('/sites/:site/rounds/:night', { schema: ofNight, config: { needs: 'see' } }, async ({ params: { site, night }, visitor }) => {
    const view = await views.one(site, visitor);
    const book = await readNightBook(records, view, night, night);
    const at = now();
    const rounds = book.rounds.map((round) => ({
      ...toRoundView(round, book, at),
      endsAt: round.endsAt,
      list: stopsOf(round, book, view, at),
      checks: round.spotChecks.map((check) => toCheck(check, view)),
    }));
    return { rounds };
  });
  done();
};

function toRoundView(round: Round, { events }: NightBook, now: number): RoundView {
  const { avoidedFen, verifying: _, ...tally } = tallyRound(round, events, now);
  return { night: round.night, number: round.number, frozenAt: round.frozenAt, ...tally, avoidedYuan: avoidedFen / 100 };
}
