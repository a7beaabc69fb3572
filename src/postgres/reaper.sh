# Removes the run directory $1, and the containers with the label $2, once standard input ends.
# A server directory that holds a file "keep" is left alone, with its server; so is a container for
# whose id there is a file "keep-ID".
trap '' HUP INT TERM
while read -r _; do :; done

# A process id outlives its process: only a process that still works on that directory is ours.
runs() {
    if [ -d /proc/self ]; then
        [ "$(readlink "/proc/$1/cwd" 2>/dev/null)" = "$2" ]
    else
        ps -o args= -p "$1" 2>/dev/null | grep -qF "$2"
    fi
}

kept=no
for server in "$1"/*/; do
    data="${server}data"
    if [ -e "${server}keep" ]; then
        kept=yes
        continue
    fi
    if [ -e "$data/postmaster.pid" ]; then
        read -r pid <"$data/postmaster.pid"
        runs "$pid" "$data" && kill -QUIT "$pid"
        tries=0
        while runs "$pid" "$data" && [ "$tries" -lt 200 ]; do
            sleep 0.02
            tries=$((tries + 1))
        done
        runs "$pid" "$data" && kill -KILL "$pid"
        # A server killed before us left its shared memory; line 7 is its key and its id.
        if [ -e "$data/postmaster.pid" ]; then
            segment=$(sed -n '7s/.* //p' "$data/postmaster.pid")
            [ -n "$segment" ] && ipcrm -m "$segment"
        fi
    fi
    rm -rf "$server"
done

if [ -e "$1/containers" ] && command -v docker >/dev/null; then
    for id in $(docker ps -aq --no-trunc --filter "label=$2"); do
        if [ -e "$1/keep-$id" ]; then
            kept=yes
        else
            docker rm -f -v "$id"
        fi
    done
fi

[ "$kept" = yes ] || rm -rf "$1"
exit 0
