# A PostgreSQL of the programs in $1 on a small disk of its own, with its socket in $2.
mount -t tmpfs -o size=64m tmpfs "$2/disk"
chown nobody "$2/disk"
exec setpriv --reuid=nobody --regid=nogroup --clear-groups sh -ec '
    "$1/initdb" --username=postgres --auth=trust --no-sync --wal-segsize=1 -D "$2/disk/data" >/dev/null
    exec "$1/postgres" -D "$2/disk/data" -k "$2" -c listen_addresses= -c max_wal_size=2MB -c min_wal_size=2MB
' sh "$1" "$2"
