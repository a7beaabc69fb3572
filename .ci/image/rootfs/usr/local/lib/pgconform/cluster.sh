# How a database cluster comes to be in $PGDATA. Sourced by the two scripts that a container may start with.

set -o pipefail
self=${0##*/}

say() { echo "$self: $*" >&2; }

refuse() {
    say "$*"
    exit 1
}

# Whether the server is asked to print something and end, for which it needs neither a cluster nor its own user.
only_asks() {
    for argument in "$@"; do
        case $argument in
            -\? | --help | -V | --version | --describe-config) return 0 ;;
        esac
    done
    return 1
}

cluster_exists() { [ -s "$PGDATA/PG_VERSION" ]; }

# Runs script $1 again with the arguments after it as the user `postgres`, since PostgreSQL refuses to run as root.
# What is mounted from outside belongs to somebody else, so its owner is corrected while that is still possible.
become_postgres() {
    if [ "$(id -u)" != 0 ]; then
        return
    fi
    script=$1
    shift
    mkdir -p "$PGDATA" /run/postgresql
    find "$PGDATA" /run/postgresql ! -user postgres -exec chown postgres:postgres {} +
    chmod 0700 "$PGDATA"
    exec su -s "$script" -- postgres "$@"
}

# Makes the cluster, its database, and what the files in /docker-entrypoint-initdb.d say; the arguments are the server's.
initialise_cluster() {
    user=${POSTGRES_USER:-postgres}
    database=${POSTGRES_DB:-$user}
    host_method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}

    refuse_unknown_settings
    # initdb does not escape a quote in the name, and would show the password in its error.
    case $user in
        *'"'*) refuse "the name in POSTGRES_USER may not contain a double quote" ;;
    esac
    if [ -z "${POSTGRES_PASSWORD:-}" ] && [ "$host_method" != trust ]; then
        refuse "POSTGRES_PASSWORD is not set: give one, or POSTGRES_HOST_AUTH_METHOD=trust to let everybody in"
    fi

    # As the container's first process, this shell would otherwise not notice a request to stop.
    trap 'exit 130' INT TERM
    make_cluster
    echo "host all all all $host_method" >>"$PGDATA/pg_hba.conf"
    make_database "$@"
    run_initial_files "$@"
    rehearse "$@"
    trap - INT TERM
    say "the cluster is complete"
}

# A setting of the official image that means nothing here would mislead if it were passed over in silence.
refuse_unknown_settings() {
    for name in POSTGRES_INITDB_WALDIR POSTGRES_DB_FILE POSTGRES_USER_FILE POSTGRES_PASSWORD_FILE POSTGRES_INITDB_ARGS_FILE; do
        if env | grep -q "^$name="; then
            refuse "$name is not supported by this image"
        fi
    done
}

# The password goes through a pipe, because an argument would be readable in the list of processes.
# Whoever is inside the container owns it already, so local connections are trusted, as in the official image.
make_cluster() {
    (
        eval "set -- ${POSTGRES_INITDB_ARGS:-}"
        if [ -n "${POSTGRES_PASSWORD:-}" ]; then
            set -- --pwfile=/dev/stdin "$@"
        fi
        printf '%s\n' "${POSTGRES_PASSWORD:-}" |
            initdb --username="$user" --encoding=UTF8 --auth=trust --no-instructions \
                --set unix_socket_directories=/var/run/postgresql "$@"
    )
}

make_database() {
    case $database in
        postgres | template1) return ;;
    esac
    quoted=$(printf '%s' "$database" | sed 's/"/""/g')
    printf 'CREATE DATABASE "%s";\n\n' "$quoted" | run_statements postgres "$@" >/dev/null ||
        refuse "the database of POSTGRES_DB could not be created"
}

run_initial_files() {
    for file in /docker-entrypoint-initdb.d/*; do
        case $file in
            '/docker-entrypoint-initdb.d/*') ;;
            *.sql)
                say "running $file"
                run_file "$file" "$@"
                ;;
            *) refuse "$file cannot be run: this image takes .sql files only" ;;
        esac
    done
}

run_file() {
    file=$1
    shift
    statements=$(LC_ALL=C awk -f /usr/local/lib/pgconform/statements.awk "$file") || refuse "$file was not run"
    # The server prints its prompt before each statement, so the number of prompts tells which one it stopped at.
    reached=$(printf '%s\n' "$statements" | run_statements "$database" "$@" | grep -o 'backend> ' | wc -l) ||
        refuse "$file failed at statement $reached"
}

# Runs what it reads in database $1, with the server's options after it, in a server of one user: no client is needed.
# An error ends it. The statement at fault is kept out of the log, for it may hold a role's password.
run_statements() {
    name=$1
    shift
    postgres --single -j "$@" -c exit_on_error=on -c log_min_error_statement=panic "$name"
}

# Starts the server once where nobody can reach it from outside, and stops it. The options are shown to work before a port
# is opened, and the ready line appears on stdout, for which clients made for the official image wait.
rehearse() {
    postgres "$@" -c listen_addresses= 2>&1 &
    server=$!
    until grep -qs '^ready' "$PGDATA/postmaster.pid"; do
        if ! kill -0 "$server" 2>/dev/null; then
            refuse "the server does not start with the options it was given"
        fi
        usleep 5000
    done
    kill -INT "$server"
    wait "$server"
}
