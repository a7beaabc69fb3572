# Reads lines "+ NUMBER TARGET" and "- NUMBER" until standard input ends, and then ends each target that was named and not
# taken back: a process, or with a minus a process group.
trap '' HUP INT TERM
running=
while read -r sign number target; do
    case $sign in
    +) running="$running $number:$target" ;;
    -)
        others=
        for named in $running; do
            [ "${named%%:*}" = "$number" ] || others="$others $named"
        done
        running=$others
        ;;
    esac
done
for named in $running; do
    kill -s TERM -- "${named#*:}"
done
tries=0
for named in $running; do
    while kill -s 0 -- "${named#*:}" && [ "$tries" -lt 50 ]; do
        sleep 0.02
        tries=$((tries + 1))
    done
    kill -s KILL -- "${named#*:}"
done
exit 0
