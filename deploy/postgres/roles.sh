#!/bin/sh
# Runs once, when the database is made: the roles of our processes with their passwords. What each may do, migrations say.
set -eu
for role in api projector keys timekeeper ledger; do
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set role="handoff_$role" --set password="$(cat "/run/postgres/${role}_password")" <<'SQL'
create role :"role" login password :'password' nosuperuser nocreatedb nocreaterole nobypassrls noreplication;
SQL
done
