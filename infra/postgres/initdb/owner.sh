#!/bin/bash
# Run once by the image of PostgreSQL, on an empty volume: the database gets an owner who is no superuser, and the
# superuser can no longer log in over the network. infra/local/postgres.py makes the same owner for the local stack.
set -euo pipefail

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
    --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
\getenv password LAGEBILD_POSTGRES_PASSWORD
CREATE ROLE lagebild LOGIN CREATEROLE PASSWORD :'password';
ALTER DATABASE lagebild OWNER TO lagebild;
SQL

rules="$PGDATA/pg_hba.conf"
{ echo "host all $POSTGRES_USER all reject"; cat "$rules"; } > "$rules.new"
mv "$rules.new" "$rules"
