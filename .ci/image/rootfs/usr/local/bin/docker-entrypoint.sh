#!/bin/sh
# Starts PostgreSQL as the container's first process; makes the database cluster before that where there is none.
# Takes what the official image takes: options of the server, `postgres` and its options, or another command.
set -eu
. /usr/local/lib/pgconform/cluster.sh

case ${1:-} in
    '' | -*) set -- postgres "$@" ;;
esac

if [ "$1" != postgres ] || only_asks "$@"; then
    exec "$@"
fi
shift

become_postgres "$0" postgres "$@"
if cluster_exists; then
    say "the cluster in $PGDATA is used as it is"
else
    initialise_cluster "$@"
fi

# The server needs no password to start, and what it does not have it cannot show.
unset POSTGRES_PASSWORD
exec postgres "$@"
