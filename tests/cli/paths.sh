#!/bin/sh
# veto paths: what it prints, what texts mean, and what it says when there is nothing to print.
. "$(dirname -- "$0")/lib.sh"
app=samples/chatter.apk

run "$VETO" paths $app entry 'ContentResolver;->query' --csv
is "a path from the entry points: 0" "$status" 0
is "has a header and three steps" "$(wc -l <"$work/out")" 4
check "begins with a service" says '1,1,service,Lorg/example/chatter/SyncJob;->onStartJob('
check "goes on with a call" says '1,2,call,Lorg/example/chatter/Book;->all('
check "each step has its place" says '!classes.dex@0x'
run "$VETO" paths $app entry 'Lorg/example/chatter/Native;-><clinit>' --json
is "callbacks and initialisers: 0" "$status" 0
check "an object made in onCreate is called back" says '"edge":"callback","method":"Lorg/example/chatter/Bridge;->version()I"'
check "which initialises a class" says '"edge":"init","method":"Lorg/example/chatter/Native;-><clinit>()V"'
run "$VETO" paths $app 'Lorg/example/chatter/Book;' getContentResolver --csv
is "from a class: 0" "$status" 0
check "begins there" says '1,1,from,Lorg/example/chatter/Book;->'
run "$VETO" paths $app entry getContentResolver --all --csv
is "--all gives more than one: 0" "$status" 0

run "$VETO" paths $app entry 'Where;->clipboard'
is "no path: 1" "$status" 1
check "says that there is none" says 'there is no path'
run "$VETO" paths $app entry 'nobodyNamesThis'
is "TO is nowhere: 1" "$status" 1
check "says so" says 'matches TO'
run "$VETO" paths $app 'nobodyNamesThis' query
is "FROM is nowhere: 1" "$status" 1
check "says so" says 'matches FROM'
run "$VETO" paths $app query
is "too few operands: 2" "$status" 2
for limit in 0 x 1001 -1 ''; do
    run "$VETO" paths $app entry query --limit "$limit"
    is "--limit '$limit': 2" "$status" 2
done
run "$VETO" paths $app entry query --json --csv
is "two formats: 2" "$status" 2
run "$VETO" paths /nonexistent.apk entry query
is "no such file: 1" "$status" 1

# Steps that are no calls: intents and content URIs, only to what they name; method handles.
wires=samples/reach-wires.apk
steps() { # METHOD: the edges and methods behind it
    run "$VETO" paths $wires "Lorg/example/wires/Starts;->$1" 'Lorg/example/wires/' --all --csv
    awk -F, '$2 == 2 { print $3, $4 }' "$work/out" | sed 's/(.*//' | sort | tr '\n' ' '
}
is "an intent by class" "$(steps byClass)" "intent Lorg/example/wires/Next;-><init> intent Lorg/example/wires/Next;->onCreate "
is "an intent by name" "$(steps byName)" "intent Lorg/example/wires/Work;-><init> \
intent Lorg/example/wires/Work;->onBind intent Lorg/example/wires/Work;->onStartCommand "
is "an intent to another app, an action" "$(steps elsewhere)" ""
is "a component that is off" "$(steps off)" ""
is "a provider is asked for one thing, another app's for none" "$(steps shelf)" "provider Lorg/example/wires/Shelf;->query "
run "$VETO" paths $wires entry 'Handles;->' --all --csv
check "the body of a lambda" says '2,3,handle,Lorg/example/wires/Handles;->body()V'
check "a method handle" says '3,3,handle,Lorg/example/wires/Handles;->held()V'
run "$VETO" paths $wires entry 'Handles;->dead' --csv
is "a method handle of code that nobody calls: 1" "$status" 1
run "$VETO" paths $wires entry 'getDeviceId' --csv
check "a handle on the platform's method" says '1,3,handle,Landroid/telephony/TelephonyManager;->getDeviceId()'

run "$VETO" paths $wires entry 'Plugged;-><init>' --all --csv
check "a class that a service file names" says '1,3,reflection,Lorg/example/wires/Plugged;-><init>()V'
run "$VETO" paths $wires entry 'Plugged;->run' --all --csv
check "and its methods, called through the interface" says '1,3,virtual,Lorg/example/wires/Plugged;->run()V'
run "$VETO" paths $wires entry 'Starts;-><init>' --csv
is "one that does not implement the service is not made: 1" "$status" 1
run "$VETO" query $wires "SELECT edge, opcode FROM calls WHERE callee = 'Lorg/example/wires/Plugged;-><init>()V' AND kind = 'resolved'" --csv
check "the edge to it" says 'reflection,invoke-static'
run "$VETO" query $wires "SELECT grade, path FROM capabilities WHERE capability = 'identifiers.device'" --csv
check "a capability by a handle: its grade and path" says 'reachable,Lorg/example/wires/MainActivity;->onCreate(Landroid/os/Bundle;)V > Lorg/example/wires/Handles;->go()V >handle> Landroid/telephony/TelephonyManager;->getDeviceId()'

# Resolved calls: by caller, by callee, and all of them.
run "$VETO" query $app "SELECT edge, opcode FROM calls WHERE callee = 'Lorg/example/chatter/Bridge;->version()I' AND kind = 'resolved'" --csv
is "by callee" "$out" "edge,opcode$(printf '\r')
callback,new-instance$(printf '\r')"
run "$VETO" query $app "SELECT edge FROM calls WHERE caller = 'Lorg/example/chatter/Bridge;->version()I' AND kind = 'resolved'" --csv
is "by caller" "$out" "edge$(printf '\r')
init$(printf '\r')"
run "$VETO" query $app "SELECT count(*) AS n FROM calls WHERE kind = 'resolved'" --csv
is "all" "$out" "n$(printf '\r')
7$(printf '\r')"
# All edges of a method: the same from both ends.
for file in samples/chatter.apk samples/reach-threads.apk $wires samples/keys.apk; do
    [ -f "$file" ] || continue
    edges() { # COLUMN
        run "$VETO" query "$file" "SELECT c.caller, c.callee, c.edge, c.opcode, c.locus FROM (SELECT DISTINCT name AS n
            FROM methods WHERE reachable) JOIN calls c ON c.$1 = n WHERE c.kind = 'resolved' ORDER BY 1, 2, 3, 4, 5" --csv
        cp "$work/out" "$work/$1"
    }
    edges caller
    edges callee
    check "$file: edges from methods are those to methods" cmp -s "$work/caller" "$work/callee"
    run "$VETO" query "$file" "SELECT caller, callee, edge, opcode, locus FROM calls WHERE kind = 'resolved'" --csv
    sort "$work/out" >"$work/first"
    check "$file: and all there are" test "$(sort "$work/caller")" = "$(cat "$work/first")"
done
run "$VETO" query $app "SELECT edge, opcode FROM calls WHERE kind = 'resolved' AND callee = 'Lorg/example/chatter/PageActivity;->onCreate(Landroid/os/Bundle;)V'" --csv
check "an entry point that code comes to as well" says "callback,const-class"
finish
