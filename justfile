# The recipes of this project; `just` lists them.

_default:
    @just --list

# Exactly what CI runs
check: fmt-check lint features doc deny test test-users test-psql test-clock test-programs test-containers verify-rollback readme packages

# The whole suite, on local servers
test:
    PGCONFORM_SERVER=local cargo test

# What our own schema promises, on local servers, of another major version on demand: just test-schema --postgres 14 users::
[positional-arguments]
test-schema *ARGUMENTS:
    if [ "${1-}" = --postgres ]; then export PGCONFORM_POSTGRES_MAJOR="$2"; shift 2; fi; \
        PGCONFORM_SERVER=local cargo test --test conformance -- "$@"

# What our own schema promises and what tells two schemas apart, on local servers of each of these major versions
test-majors *MAJORS="14 15 16 17 18":
    for major in {{ MAJORS }}; do \
        PGCONFORM_SERVER=local PGCONFORM_POSTGRES_MAJOR=$major cargo test --test conformance || exit; \
        PGCONFORM_SERVER=local PGCONFORM_POSTGRES_MAJOR=$major cargo test --test tool -- catalog:: || exit; \
    done

# What an attack, a finding or a schema is does not depend on where a server runs; how servers are made, reached, crashed, copied and removed does.
# Of crashes, those of ups are tried: a container changes nothing else of a down's.

# What depends on the source of servers, on containers
test-containers:
    PGCONFORM_SERVER=container cargo test --test conformance --test tool -- application_role:: every_version:: head:: ids_are_never_reused:: cascades:: \
        as_role::sessions as_role::set_up broken::proof cli::db cli::old_server cli::passwords cli::scratch cli::seed cli::stopped cli::url_source cli::verify \
        copies:: crashes::whatever_dies_the_next_move_finishes::direction_1 drift::presets layouts::command layouts::programs leftovers:: migrations::concurrent_runners migrations::unwilling_servers \
        security::tcp security::who_connects settings::sources

# What another user of this machine can do to us; needs root, and makes two accounts
test-users:
    .ci/users
    PGCONFORM_SERVER=local cargo test --test tool -- --ignored security::

# The sessions that the three documents print, typed into a real psql
test-psql:
    PGCONFORM_SERVER=local cargo test --test tool -- --ignored psql::

# The proof on servers with another clock; needs libfaketime
test-clock:
    PGCONFORM_SERVER=local cargo test --test tool -- --ignored broken::clock::

# What needs a program or a right that a bare machine lacks: PgBouncer, Alembic, full and small disks
test-programs:
    PGCONFORM_SERVER=local cargo test --test conformance --test tool -- --ignored connection::pooler:: cli::reachable:: systems::alembic:: \
        migrations::unwilling_servers:: hostile::special_files:: leftovers::crowded::

# Change our migrations in one place at a time, and see that the schema's suite notices; just mutants email --caught
mutants *WORDS:
    PGCONFORM_SERVER=local cargo test --quiet --test mutants -- {{ WORDS }}

# The page of a report in a real browser: console, links, filters, accessibility; needs chromium, chromedriver and npm
test-browser:
    npm install --silent --no-save --no-audit --no-fund --prefix target/browser axe-core@4.10.3
    PGCONFORM_AXE="$PWD/target/browser/node_modules/axe-core/axe.min.js" cargo test --test reports -- --ignored browser::

# Kill a move at every point there is, and see that the next one finishes; takes minutes
crashes:
    PGCONFORM_CRASHES=all PGCONFORM_SERVER=local cargo test --test tool -- --nocapture crashes::

# Write what tests expect anew where it differs, of all or of some: just approve broken catalog; then read the difference
approve *TESTS="approved_catalog broken:: catalog::differ generated_rows:: layouts:: settings::schema systems:: public_api":
    -PGCONFORM_APPROVE=1 PGCONFORM_SERVER=local cargo test --test conformance --test tool --test library --no-fail-fast -- {{ TESTS }}
    git diff --stat -- docs fixtures tests

# Write docs/options.md anew, after a change of an option or a setting; then read the difference
approve-options:
    -PGCONFORM_APPROVE=1 cargo test --bin pgconform documented
    git diff --stat -- docs

# Hold every dependency to its licence, its source and the advisories (needs cargo-deny)
deny:
    .ci/deny

# Run every command of the README
readme:
    .ci/readme

# Build the packages that this machine can build into target/packages (needs maturin, ziglang and npm)
package *ARGUMENTS:
    packages/build {{ ARGUMENTS }}

# Pack the debug build, install wheel and npm package into empty places without Rust, and prove a project from there
packages:
    python3 packages/versions.py
    packages/build --debug --out target/packages-debug
    packages/try target/packages-debug

# Prove that every migration can be undone
verify-rollback *ARGUMENTS:
    cargo run --quiet -- verify-rollback --strict {{ ARGUMENTS }}

# Write the next pair of migration files
new NAME:
    cargo run --quiet -- new {{ quote(NAME) }}

# Look around in a throw-away database at head, with psql or a command of your own
[positional-arguments]
psql *COMMAND:
    cargo run --quiet -- scratch -- "$@"

# Start a development server for the database of .env, which is written where there is none
db *ARGUMENTS:
    cargo run --quiet -- db start {{ ARGUMENTS }}

# Stop the development server; what it holds is kept
db-stop:
    cargo run --quiet -- db stop

# Throw away what the development server holds, and start it anew
db-reset *ARGUMENTS:
    cargo run --quiet -- db reset {{ ARGUMENTS }}

# Put fixtures/rows into the development database; a second time changes nothing
seed *ARGUMENTS:
    cargo run --quiet -- seed {{ ARGUMENTS }}

# psql on DATABASE_URL, with options of psql
[positional-arguments]
psql-live *OPTIONS:
    cargo run --quiet -- shell -- "$@"

# Upgrade DATABASE_URL
up *ARGUMENTS:
    cargo run --quiet -- up {{ ARGUMENTS }}

# Downgrade DATABASE_URL: just down 3, just down base
down VERSION *ARGUMENTS:
    cargo run --quiet -- down --to {{ VERSION }} {{ ARGUMENTS }}

# Health check: where DATABASE_URL stands; --reachable asks only whether it answers
status *ARGUMENTS:
    cargo run --quiet -- status {{ ARGUMENTS }}

# Make a development database as new; every row is lost. just reset --fresh where the downs don't lead back
reset *ARGUMENTS:
    cargo run --quiet -- reset {{ ARGUMENTS }}

# What servers, looks and proofs cost, side by side: a table, and JSON and a plot in target/bench/
bench:
    PGCONFORM_SERVER=local cargo bench --bench catalog --bench proof --bench servers --bench sizes
    cargo bench --quiet --bench results

# Format the code
fmt:
    cargo fmt --all

# Is the code formatted?
fmt-check:
    cargo fmt --all --check

# Clippy, with warnings denied
lint:
    cargo clippy --all-targets -- -D warnings

# Does the library compile with no feature, and with each one alone?
features:
    .ci/features

# Compile and run the examples of migrators: sqlx's, refinery's and diesel's, with no feature of ours; needs libpq
migrators:
    cd examples/migrators && PGCONFORM_SERVER=local cargo test

# The documentation, with warnings denied
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --features model,rstest
