/** Largest payload that we send; brokers and the collector refuse bigger ones at 64 KiB and above. */
export const MAX_PAYLOAD_BYTES = 60_000;

export interface Batch {
  payload: string;
  readings: number;
}

export function topicOf(root: string, site: string, meter: string): string {
  return `${root}/${site}/${meter}`;
}

/** One reading of one meter, as it is sent live: `{"ts":…,"energy_kwh":…}`. */
export function objectPayload(columns: readonly string[], row: readonly number[]): string {
  return `{${columns.map((column, index) => `"${column}":${row[index]}`).join(',')}}`;
}

/** Many readings of one meter: `{"fields":[…],"rows":[[…],…]}`, in as many messages as their size asks for. */
export function batchPayloads(columns: readonly string[], rows: readonly (readonly number[])[], maxBytes = MAX_PAYLOAD_BYTES): Batch[] {
  const head = `{"fields":${JSON.stringify(columns)},"rows":[`;
  const batches: Batch[] = [];
  let parts: string[] = [];
  let size = head.length + 2;
  const close = () => {
    if (parts.length > 0) batches.push({ payload: `${head}${parts.join(',')}]}`, readings: parts.length });
    parts = [];
    size = head.length + 2;
  };
  for (const row of rows) {
    const part = `[${row.join(',')}]`;
    if (size + part.length + 1 > maxBytes) close();
    parts.push(part);
    size += part.length + 1;
  }
  close();
  return batches;
}
