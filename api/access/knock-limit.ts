/** How often one address may try to come in, whoever asks behind it; of route options' `config.rateLimit`. */
export const KNOCK_LIMIT = { max: 60, timeWindow: 60_000 };
