-- In this order: a comparison says whether one level is within another.
create type data_access_level as enum ('public', 'internal', 'confidential', 'restricted');

create table customer_records (
  id uuid primary key default uuidv7(),
  tenant_id uuid not null,
  data_access_level data_access_level not null,
  segment text not null,
  name text not null,
  email text not null,
  phone text,
  notes text,
  tax_id text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);

-- A page is a range of one tenant, in the order of the ids, which is that of creation.
create index customer_records_of_tenant on customer_records (tenant_id, id) include (data_access_level);
