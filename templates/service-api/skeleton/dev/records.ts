import { DATA_ACCESS_LEVELS, type Region } from '../src/identity/words.ts';
import { SEGMENTS } from '../src/customerRecords/schema.ts';
import { tenants, type Tenant } from './people.ts';

// Made-up customers. The same on each run and each machine: chance comes from a generator with a fixed seed, and time from
// the number of a record. Addresses end in `.example`, and phone numbers are those that are reserved for fiction.

const PER_TENANT = 1000;
const SEED = 20_261_123;
const FIRST_CREATED = Date.UTC(2025, 0, 6, 8);
const STEP_MS = 7 * 60_000;

export interface SeedRecord {
  id: string;
  tenant_id: string;
  data_access_level: string;
  segment: string;
  name: string;
  email: string;
  phone: string | null;
  notes: string | null;
  tax_id: string | null;
  created_at: string;
  updated_at: string;
}

const GIVEN =
  'Amelie Anton Bruna Carlos Chiara Daniel Elif Emma Felix Fiona Giulia Hannah Henri Ines Ivan Jonas Kaito Lara Leon Lucia Maja Marek Mateo Mila Nadia Noah Olga Oscar Paula Petra Rosa Samir Sofia Tariq Theo Ursula Viktor Yara Zoe'.split(
    ' ',
  );
const FAMILY =
  'Abel Bauer Costa Dietrich Eriksen Fischer Garcia Haas Ivanov Jansen Keller Laurent Moreau Novak Olsen Pereira Quist Rossi Schmidt Torres Ueda Vogel Weber Xu Yilmaz Ziegler'.split(
    ' ',
  );
const TRADES =
  'Analytics Bakery Brewing Clinic Construction Design Energy Farms Foods Freight Gardens Glass Instruments Labs Logistics Media Optics Paper Printing Robotics Shipping Software Textiles Tools Travel'.split(
    ' ',
  );
const PLACES: Record<Region, string[]> = {
  'eu-central': 'Elbe Harz Isar Lausitz Main Neckar Spree Taunus'.split(' '),
  'eu-west': 'Avon Clyde Garonne Liffey Loire Mersey Severn Trent'.split(' '),
  'us-east': 'Catskill Cayuga Hudson Mohawk Potomac Raritan Seneca'.split(' '),
};
const FORMS: Record<Region, string> = {
  'eu-central': 'GmbH',
  'eu-west': 'Ltd',
  'us-east': 'Inc.',
};
const PHONES: Record<Region, string> = {
  'eu-central': '+4930231250',
  'eu-west': '+442079460',
  'us-east': '+12025550',
};
const NOTES = [
  'Prefers to be called in the morning.',
  'Asked for a quote for next year.',
  'Renewal is due in spring.',
  'Invoices go to the accounts department.',
  'Met at the trade fair; send the catalogue.',
];

/** All seed records, oldest first within each tenant. */
export function* seedRecords(): Generator<SeedRecord> {
  const random = generator(SEED);
  for (const [tenantId, tenant] of Object.entries(tenants)) {
    for (let number = 0; number < PER_TENANT; number += 1) {
      yield record(tenantId, tenant, number, random);
    }
  }
}

function record(
  tenantId: string,
  { region }: Tenant,
  number: number,
  random: () => number,
): SeedRecord {
  const pick = <T>(list: readonly T[]): T =>
    list[Math.floor(random() * list.length)] as T;
  const given = pick(GIVEN);
  const family = pick(FAMILY);
  const firm = `${pick(PLACES[region])} ${pick(TRADES)}`;
  const host = firm.toLowerCase().replaceAll(' ', '-');
  const created = FIRST_CREATED + number * STEP_MS;
  const chance = random();
  // most are everyday; each level occurs in each tenant
  const level = chance < 0.1 ? 0 : chance < 0.6 ? 1 : chance < 0.9 ? 2 : 3;
  const digits = (count: number) =>
    String(Math.floor(random() * 10 ** count)).padStart(count, '0');
  return {
    id: uuid(created, random),
    tenant_id: tenantId,
    data_access_level: DATA_ACCESS_LEVELS[level],
    segment: pick(SEGMENTS),
    name: `${given} ${family}, ${firm} ${FORMS[region]}`,
    email: `${given}.${family}@${host}.example`.toLowerCase(),
    phone: random() < 0.8 ? `${PHONES[region]}${digits(3)}` : null,
    notes: random() < 0.4 ? pick(NOTES) : null,
    tax_id: random() < 0.7 ? digits(10) : null,
    created_at: new Date(created).toISOString(),
    updated_at: new Date(created).toISOString(),
  };
}

/** A UUID version 7: the time, and then chance. */
function uuid(time: number, random: () => number): string {
  const hex = (count: number) =>
    Array.from({ length: count }, () =>
      Math.floor(random() * 16).toString(16),
    ).join('');
  const stamp = time.toString(16).padStart(12, '0');
  const variant = (8 + Math.floor(random() * 4)).toString(16);
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
