#!/bin/sh
# Makes the database cluster where there is none and ends, without a server left running: for images that already hold one.
# Takes the server's options, with or without `postgres` before them.
set -eu
. /usr/local/lib/pgconform/cluster.sh

if [ "${1:-}" = postgres ]; then
    shift
fi

become_postgres "$0" "$@"
if cluster_exists; then
    say "the cluster in $PGDATA is already there, nothing to do"
else
    initialise_cluster "$@"
fi
