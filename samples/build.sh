#!/bin/sh
# Makes the sample apps from their sources: samples/build.sh [OUT]
#
# Needs the [samples] section of packages.txt (tools/packages samples). The APKs are committed; making them
# again with the same versions of the tools gives the same bytes: samples/build.sh DIR && cmp.
set -eu

here=$(dirname -- "$(readlink -f -- "$0")")
out=$(readlink -f -- "${1:-$here}")
cd "$here"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
framework=/usr/share/android-framework-res/framework-res.apk
export LC_ALL=C.UTF-8 TZ=UTC

# compiled NAME MANIFEST RES: manifest and resources in Android's binary form, in $work/NAME/.
compiled() {
    mkdir -p "$work/$1"
    aapt package -f -M "$2" ${3:+-S "$3"} -I "$framework" -F "$work/$1.zip" >"$work/log" 2>&1 || {
        cat "$work/log" >&2
        return 1
    }
    python3 -m zipfile -e "$work/$1.zip" "$work/$1"
}

dex() { # OUT FOLDER...
    to=$1
    shift
    smali assemble -j 1 --api 23 -o "$to" "$@"
}

# everything OUT FOLDER [NAME=FILE...]: an unsigned APK of what aapt made, then the rest.
everything() {
    to=$1 from=$2
    shift 2
    files=$(cd "$from" && find . -type f | sed 's|^\./||' | sort | sed "s|.*|&=$from/&|")
    python3 tamper.py pack "$to" $files "$@"
}

key() {
    echo "--key keys/sample-$1.pk8 --cert keys/sample-$1.x509.pem"
}

signed() { # OUT IN SIGNER SCHEMES...
    to=$1 from=$2 as=$3
    shift 3
    flags=
    for scheme in v1 v2 v3; do
        case " $* " in *" $scheme "*) on=true ;; *) on=false ;; esac
        flags="$flags --$scheme-signing-enabled $on"
    done
    apksigner sign $(key "$as") --v1-signer-name SAMPLE --v4-signing-enabled false $flags --in "$from" --out "$to"
}

lib() { # OUT SOURCE FLAGS...
    to=$1 source=$2
    shift 2
    x86_64-linux-gnu-gcc -shared -nostdlib -fPIC -Os -fno-asynchronous-unwind-tables -fcf-protection=none \
        -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,max-page-size=4096 -Wl,--hash-style=gnu -s \
        -o "$to" "$source" "$@"
    objcopy -R .comment "$to"
}

compiled chatter chatter/AndroidManifest.xml chatter/res
compiled quiet quiet/AndroidManifest.xml quiet/res
compiled eager eager/AndroidManifest.xml ""
python3 tamper.py flags "$work/eager/AndroidManifest.xml" 0x28 0xe8
compiled vintage vintage/AndroidManifest.xml ""
compiled base parts/base/AndroidManifest.xml parts/base/res
compiled fr parts/fr/AndroidManifest.xml parts/fr/res
compiled voice parts/voice/AndroidManifest.xml ""
mkdir "$work/source"
sed 's|<application|& android:debuggable="true" android:testOnly="true"|' quiet/AndroidManifest.xml \
    >"$work/source/AndroidManifest.xml"
mkdir "$work/preview-source"
sed 's|android:targetSdkVersion="35"|android:targetSdkVersion="Zeta"|' quiet/AndroidManifest.xml \
    >"$work/preview-source/AndroidManifest.xml"
compiled preview "$work/preview-source/AndroidManifest.xml" quiet/res
compiled debug "$work/source/AndroidManifest.xml" quiet/res

dex "$work/chatter.dex" chatter/smali
dex "$work/chatter2.dex" chatter/smali2
dex "$work/loader.dex" chatter/smali loader/smali
dex "$work/quiet.dex" quiet/smali
dex "$work/eager.dex" eager/smali
dex "$work/base.dex" parts/base/smali
dex "$work/voice.dex" parts/voice/smali

# What code can do, by how it comes to it: called, in threads, by name, by nobody, or only named.
compiled asking reach/asking/AndroidManifest.xml ""
compiled bare reach/bare/AndroidManifest.xml ""
for way in direct idle threads byname; do
    dex "$work/$way.dex" reach/uses reach/$way
done
dex "$work/named.dex" reach/named reach/idle

# Steps that are no calls: intents, content URIs, method handles.
compiled wired reach/wired/AndroidManifest.xml ""
smali assemble -j 1 --api 28 -o "$work/wires.dex" reach/wires

lib "$work/libchat.so" chatter/native/chat.c -fno-stack-protector -Wl,-z,norelro -Wl,-z,execstack
# A stand-in for the C library, so that the hardened one can need it by name.
printf 'void __stack_chk_fail(void) {}\nvoid *__memcpy_chk(void) { return 0; }\n' >"$work/libc.c"
x86_64-linux-gnu-gcc -shared -nostdlib -w -fno-builtin -fPIC -Wl,-soname,libc.so -o "$work/libc.so" "$work/libc.c"
lib "$work/libquiet.so" quiet/native/quiet.c -fstack-protector-all -Wl,-z,relro -Wl,-z,now "$work/libc.so"
x86_64-linux-gnu-gcc -shared -nostdlib -fPIC -Os -fno-stack-protector -fno-asynchronous-unwind-tables \
    -fcf-protection=none -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,max-page-size=4096 -Wl,--hash-style=gnu \
    -Wl,-z,notext -Wl,-z,relro -Wl,-z,lazy -Wl,-rpath,/data/local/tmp -o "$work/libeager.so" eager/native/eager.c
objcopy -R .comment "$work/libeager.so"

chatter_rest="classes2.dex=$work/chatter2.dex lib/x86_64/libchat.so=$work/libchat.so"
everything "$work/chatter.apk" "$work/chatter" "classes.dex=$work/chatter.dex" $chatter_rest
everything "$work/loader.apk" "$work/chatter" "classes.dex=$work/loader.dex" $chatter_rest
quiet_rest="classes.dex=$work/quiet.dex lib/x86_64/libquiet.so=$work/libquiet.so"
everything "$work/quiet.apk" "$work/quiet" $quiet_rest
everything "$work/debug.apk" "$work/debug" $quiet_rest
everything "$work/hidden.apk" "$work/quiet" $quiet_rest "assets/theme.png=$work/voice.dex"
everything "$work/eager.apk" "$work/eager" "classes.dex=$work/eager.dex" "lib/x86_64/libeager.so=$work/libeager.so" \
    "assets/helper=$work/libeager.so"
everything "$work/reach.apk" "$work/asking" "classes.dex=$work/direct.dex"
everything "$work/reach-bare.apk" "$work/bare" "classes.dex=$work/direct.dex"
everything "$work/reach-dead.apk" "$work/asking" "classes.dex=$work/idle.dex"
everything "$work/reach-threads.apk" "$work/asking" "classes.dex=$work/threads.dex"
everything "$work/reach-byname.apk" "$work/asking" "classes.dex=$work/byname.dex"
everything "$work/reach-named.apk" "$work/asking" "classes.dex=$work/named.dex"
everything "$work/reach-wires.apk" "$work/wired" "classes.dex=$work/wires.dex" \
    META-INF/services/org.example.wires.Plugin=reach/wired-services
everything "$work/preview.apk" "$work/preview"
everything "$work/vintage.apk" "$work/vintage" "classes.dex=$work/quiet.dex"
everything "$work/base.apk" "$work/base" "classes.dex=$work/base.dex"
everything "$work/fr.apk" "$work/fr"
everything "$work/voice.apk" "$work/voice" "classes.dex=$work/voice.dex"

# The messenger and its calm counterpart; the messenger with a class loader that nothing calls.
signed "$out/chatter.apk" "$work/chatter.apk" chatter v1 v2 v3
signed "$out/chatter-loader.apk" "$work/loader.apk" chatter v1 v2 v3
signed "$out/quiet.apk" "$work/quiet.apk" quiet v2 v3

# One property each; the .idsig is the v4 signature of a copy of quiet.apk.
apksigner sign $(key quiet) --v1-signing-enabled false --v4-signing-enabled true --in "$work/quiet.apk" \
    --out "$out/quiet-v4.apk"
apksigner sign $(key quiet) --v1-signing-enabled false --v4-signing-enabled false \
    --stamp-signer $(key rotated) --in "$work/quiet.apk" --out "$out/quiet-stamped.apk"
cp "$work/quiet.apk" "$out/quiet-unsigned.apk"
signed "$out/quiet-debuggable.apk" "$work/debug.apk" debug v2 v3
signed "$out/quiet-hidden-dex.apk" "$work/hidden.apk" quiet v2 v3
for sample in eager preview reach reach-bare reach-dead reach-threads reach-byname reach-named reach-wires; do
    python3 tamper.py sign "$work/$sample.apk" "$out/$sample.apk" --schemes v2,v3 \
        --signer keys/sample-quiet.pk8 keys/sample-quiet.x509.pem
done
mv "$out/preview.apk" "$out/quiet-preview.apk"
signed "$out/vintage.apk" "$work/vintage.apk" quiet v1
python3 tamper.py flip "$out/quiet.apk" "$out/quiet-altered.apk" lib/x86_64/libquiet.so

# The manifest stored under a compression method that does not exist: Android reads it, many tools do not.
python3 tamper.py pack "$work/plain.apk" --level 0 "AndroidManifest.xml=$work/quiet/AndroidManifest.xml" \
    "resources.arsc=$work/quiet/resources.arsc" "classes.dex=$work/quiet.dex"
python3 tamper.py method "$work/plain.apk" "$work/bad.apk" AndroidManifest.xml 0x1c5d
python3 tamper.py sign "$work/bad.apk" "$out/quiet-badpack.apk" --schemes v2,v3 \
    --signer keys/sample-quiet.pk8 keys/sample-quiet.x509.pem

# A new key from Android 13 on (v3.1), and from Android 9 on (v3).
apksigner rotate --out "$work/lineage" --old-signer $(key quiet) --new-signer $(key rotated)
python3 tamper.py sign "$work/quiet.apk" "$out/quiet-rotated.apk" --schemes v2,v3,v3.1 \
    --signer keys/sample-quiet.pk8 keys/sample-quiet.x509.pem \
    --rotated keys/sample-rotated.pk8 keys/sample-rotated.x509.pem "$work/lineage"
apksigner sign $(key quiet) --next-signer $(key rotated) --lineage "$work/lineage" --v1-signing-enabled false \
    --v2-signing-enabled true --v3-signing-enabled true --v4-signing-enabled false \
    --in "$work/quiet.apk" --out "$out/quiet-rotated-v3.apk"

# One app in three files, and in the three archives that people pass around.
for part in base fr voice; do
    signed "$out/parts-$part.apk" "$work/$part.apk" quiet v2 v3
done
printf '{"xapk_version":2,"package_name":"org.example.parts","version_code":"31","split_apks":[%s,%s,%s]}\n' \
    '{"file":"org.example.parts.apk","id":"base"}' '{"file":"config.fr.apk","id":"config.fr"}' \
    '{"file":"voice.apk","id":"voice"}' >"$work/manifest.json"
printf '{"apkm_version":5,"pname":"org.example.parts","versioncode":"31","release_version":"3.1"}\n' >"$work/info.json"
python3 tamper.py pack "$out/parts.apks" "splits/base-master.apk=$out/parts-base.apk" \
    "splits/base-fr.apk=$out/parts-fr.apk" "splits/voice-master.apk=$out/parts-voice.apk"
python3 tamper.py pack "$out/parts.xapk" "manifest.json=$work/manifest.json" \
    "org.example.parts.apk=$out/parts-base.apk" "config.fr.apk=$out/parts-fr.apk" "voice.apk=$out/parts-voice.apk"
python3 tamper.py pack "$out/parts.apkm" "info.json=$work/info.json" "base.apk=$out/parts-base.apk" \
    "split_config.fr.apk=$out/parts-fr.apk" "split_voice.apk=$out/parts-voice.apk"
