# Removes the run directory $1, and the containers with the label $2, once standard input ends.
# Where root runs us, servers run as the user $3 with the group $4.
#
# Of a server's directory only we can write to the top: "process" there holds the id of its postmaster and of its
# System V segment, "keep" says to leave it alone with its server. What is below, "data" and "s", is the server's,
# and so a migration's: it is never read here. A file "keep-ID" says to leave the container ID alone.
trap '' HUP INT TERM
while read -r _; do :; done

if [ -L "$1" ] || [ ! -O "$1" ]; then
    exit 1
fi

# Runs "$3 $4 $5" as the user $1 with the group $2, whom servers run as: nothing of anybody else can be removed that way.
as_server() {
    if command -v setpriv >/dev/null && setpriv --reuid="$1" --regid="$2" --clear-groups true 2>/dev/null; then
        setpriv --reuid="$1" --regid="$2" --clear-groups "$3" "$4" "$5"
    else
        su -s /bin/sh nobody -c "$3 '$4' '$5'"
    fi
}

# A process id outlives its process: only a process that still works on that directory is ours.
runs() {
    if [ -d /proc/self ]; then
        [ "$(readlink "/proc/$1/cwd" 2>/dev/null)" = "$2" ]
    else
        ps -o args= -p "$1" 2>/dev/null | grep -qF "$2"
    fi
}

kept=no
for server in "$1"/*; do
    if [ -L "$server" ] || [ ! -d "$server" ]; then
        continue
    fi
    if [ -e "$server/keep" ]; then
        kept=yes
        continue
    fi
    data="$server/data"
    if [ -e "$server/process" ]; then
        pid=
        segment=
        read -r pid segment <"$server/process"
        runs "$pid" "$data" && kill -QUIT "$pid"
        tries=0
        while runs "$pid" "$data" && [ "$tries" -lt 200 ]; do
            sleep 0.02
            tries=$((tries + 1))
        done
        runs "$pid" "$data" && kill -KILL "$pid"
        # A server killed before us left its shared memory.
        if [ -n "$segment" ] && [ -e "$data/postmaster.pid" ]; then
            if [ -n "$3" ]; then
                as_server "$3" "$4" ipcrm -m "$segment"
            else
                ipcrm -m "$segment"
            fi
        fi
    fi
    # Its own user removes what is the server's, so that a directory which becomes a link at that moment leads nowhere.
    if [ -n "$3" ]; then
        as_server "$3" "$4" rm -rf "$data"
        as_server "$3" "$4" rm -rf "$server/s"
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
