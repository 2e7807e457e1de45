/** What a meter measures. `weather` carries outdoor instruments: they have no register and no consumption. */
export const MEDIA = ['electricity', 'water', 'gas', 'heat', 'weather'] as const;
export type Medium = (typeof MEDIA)[number];

/** Of each phase of a three-phase meter; a negative power on one is a current transformer the wrong way round. */
export const PHASE_FIELDS = [
  'power_l1_kw',
  'power_l2_kw',
  'power_l3_kw',
  'voltage_l1_v',
  'voltage_l2_v',
  'voltage_l3_v',
  'current_l1_a',
  'current_l2_a',
  'current_l3_a',
] as const;

/**
 * Every number that a reading may carry. The name says the unit; the same names stand in the native payload
 * (collector/decoders/native.ts) and in InfluxDB, so a value keeps its name from the wire to the store.
 *
 * `energy_kwh` and `volume_m3` are registers: what the display shows, before any CT ratio.
 * `interval_kwh` and `interval_m3` are amounts of a feed that sends consumption instead of a register:
 * the amount used in the reading interval that ENDS at the reading's instant.
 */
export const FIELDS = [
  'energy_kwh',
  'volume_m3',
  'interval_kwh',
  'interval_m3',
  'power_kw',
  'flow_lph',
  'voltage_v',
  'current_a',
  'power_factor',
  ...PHASE_FIELDS,
  'pressure_kpa',
  'temperature_c',
  'humidity_pct',
] as const;
export type Field = (typeof FIELDS)[number];

interface MediumFacts {
  /** Unit of consumption: kWh or m³. */
  unit: 'kWh' | 'm³' | '°C';
  /** Field of the register, as displayed by the meter. */
  register?: Field;
  /** Field of a feed that sends amounts per interval. */
  interval?: Field;
  /** Field of the momentary rate. */
  rate: Field;
  /** Unit of the momentary rate: kW or L/h. */
  rateUnit: 'kW' | 'L/h' | '°C';
  /** How many rate units make one consumption unit per hour: 1 kW = 1 kWh/h, 1,000 L/h = 1 m³/h. */
  ratePerUnitHour: number;
  /** Fields that a reading of this medium may carry. */
  fields: readonly Field[];
}

const electric: MediumFacts = {
  unit: 'kWh',
  register: 'energy_kwh',
  interval: 'interval_kwh',
  rate: 'power_kw',
  rateUnit: 'kW',
  ratePerUnitHour: 1,
  fields: ['energy_kwh', 'interval_kwh', 'power_kw', 'voltage_v', 'current_a', 'power_factor', ...PHASE_FIELDS, 'temperature_c'],
};

const fluid: MediumFacts = {
  unit: 'm³',
  register: 'volume_m3',
  interval: 'interval_m3',
  rate: 'flow_lph',
  rateUnit: 'L/h',
  ratePerUnitHour: 1000,
  fields: ['volume_m3', 'interval_m3', 'flow_lph', 'pressure_kpa', 'temperature_c'],
};

export const MEDIUM_FACTS: Record<Medium, MediumFacts> = {
  electricity: electric,
  water: fluid,
  gas: fluid,
  heat: electric,
  weather: {
    unit: '°C',
    rate: 'temperature_c',
    rateUnit: '°C',
    ratePerUnitHour: 1,
    fields: ['temperature_c', 'humidity_pct'],
  },
};
