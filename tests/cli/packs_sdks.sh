#!/bin/sh
# Every row of the packs about SDKs, owners, domains, packers and families is well-formed, sorted, unique, and
# names owners that exist; and the checks themselves find each kind of fault when it is planted.
. "$(dirname -- "$0")/lib.sh"
export LC_ALL=C

check "the index of SDKs is made from sdks.tsv" sh -c 'tools/sdk-index | cmp - packs/sdks/index.tsv'
grep -v '^#' packs/sdks/constants.tsv >"$work/constants"
check "constants of SDKs are sorted" sort -c "$work/constants"
is "each is an SDK's" "$(cut -f2 "$work/constants" | while read -r id; do grep -q "^$id	" packs/sdks/sdks.tsv || echo "$id"; done)" ""
grep -v '^#' packs/domains/suffixes.tsv >"$work/suffixes"
check "public suffixes are sorted, without doubles" sort -uc "$work/suffixes"
check "and all of them are there" test "$(wc -l <"$work/suffixes")" -gt 9000

# faults DIR: one line for each thing wrong with the packs below DIR
faults() {
    for file in sdks/sdks sdks/owners domains/owners packers/packers families/families families/wechat \
        families/kaspersky families/tiktok; do
        grep -v '^#' "$1/$file.tsv" >"$work/rows"
        [ -s "$work/rows" ] || echo "$file: no rows"
        sort -c "$work/rows" 2>&1 | sed "s|^.*:|$file: not sorted:|"
        head -n 1 "$1/$file.tsv" | grep -q '^# ' || echo "$file: no header"
        if iconv -f UTF-8 -t UTF-8 "$1/$file.tsv" >/dev/null 2>&1; then :; else echo "$file: not UTF-8"; fi
    done
    awk -F'\t' '
function bad(what) { print FILENAME ":" FNR ": " what ": " $1 }
function columns(n) { if (NF != n) bad("has " NF " columns, not " n) }
function unique(key) { if ((FILENAME, key) in seen) bad("twice: " key); seen[FILENAME, key] = 1 }
function one_of(value, list) { return index(" " list " ", " " value " ") > 0 && value != "" }
function day(d, m) {
    m = substr(d, 6, 2)
    return d ~ /^20[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/ &&
        substr(d, 9, 2) + 0 <= (m == "02" ? 29 : one_of(m, "04 06 09 11") ? 30 : 31)
}
function prefix(p) { return p ~ /^L([A-Za-z0-9_$-]+\/)+$/ }
function library(l) { return l ~ /^lib[A-Za-z0-9_.+-]*\*?[A-Za-z0-9_.+-]*\.so$/ }
function host(h) { return h ~ /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+([a-z][a-z]+|xn--[a-z0-9]+)$/ && length(h) <= 253 }
function each(list, i) {
    if (list ~ /^ | $|  /) bad("spaces in a list")
    n = split(list, item, " ")
    for (i = 2; i <= n; i++)
        if (item[i - 1] >= item[i]) bad("list not sorted, or twice: " item[i])
    return n
}
function hex(v, digits) { return v ~ /^[0-9a-f]+$/ && length(v) == digits }
function value(kind, v) {
    if (kind == "package" || kind == "bundle-id") return v ~ /^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_-]+)+$/
    if (kind == "app-store-id") return v ~ /^[0-9]+$/
    if (kind == "apple-team") return v ~ /^[A-Z0-9]+$/ && length(v) == 10
    if (kind == "signer-md5") return hex(v, 32)
    if (kind == "signer-sha1") return hex(v, 40)
    if (kind == "signer-sha256") return hex(v, 64)
    if (kind == "code") return prefix(v)
    if (kind == "domain") return host(v)
    return one_of(kind, "owner successor") && v != ""
}
function needs(owner) { if (owner == "") bad("no owner"); wanted[owner] = FILENAME ":" FNR }
BEGIN {
    iso = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV " \
        "BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET " \
        "FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM " \
        "IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD " \
        "ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE " \
        "PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST " \
        "SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS " \
        "YE YT ZA ZM ZW"
    categories = "ads analytics anti-fraud app attribution crash dev family game+engine hotfix identity location " \
        "maps media messaging network payment push social storage ui web+engine"
}
/^#/ { next }
$1 !~ /./ { bad("no key") }
!day($NF) { bad("no ISO date: " $NF) }
$(FILENAME ~ /sdks\.tsv$/ ? 10 : NF - 1) == "" && FILENAME !~ /families\.tsv$/ { bad("no source") }
FILENAME ~ /sdks\/sdks\.tsv$/ {
    columns(12)
    unique($1)
    if ($1 !~ /^[a-z0-9][a-z0-9-]*$/) bad("id")
    if ($2 == "") bad("no name")
    category = $3
    gsub(/ /, "+", category)
    if (!one_of(category, categories)) bad("category " $3)
    needs($4)
    if ($5 == "" && $6 == "") bad("neither prefix nor library")
    for (i = each($5); i > 0; i--) {
        if (!prefix(item[i])) bad("prefix " item[i])
        unique("prefix " item[i])
    }
    for (i = each($6); i > 0; i--)
        if (!library(item[i])) bad("library " item[i])
    for (i = each($7); i > 0; i--)
        if (item[i] !~ /^((component:\*?)|meta:|permission:)[A-Za-z0-9_.-]+$/) bad("marker " item[i])
    for (i = each($8); i > 0; i--)
        if (!host(item[i])) bad("domain " item[i])
    if (category == "family" && $9 == "") bad("a broad row that does not say what else it hits")
    if (!one_of($11, "code listed part stated")) bad("checked " $11)
}
FILENAME ~ /sdks\/owners\.tsv$/ {
    columns(7)
    unique($1)
    owner[$1] = $4
    parent[$1] = $3
    if (!one_of($4, iso) && !($4 == "-" && $1 == "opensource")) bad("jurisdiction " $4)
    if ($3 != "") needs($3)
}
FILENAME ~ /domains\/owners\.tsv$/ {
    columns(4)
    unique($1)
    if (!host($1)) bad("domain " $1)
    needs($2)
}
FILENAME ~ /packers\.tsv$/ {
    columns(7)
    unique($4 " " $5)
    if (($1 in kind) && kind[$1] != $2 "\t" $3) bad("one id, two names or kinds")
    kind[$1] = $2 "\t" $3
    if (!one_of($3, "packer protector obfuscator hotfix plugin hook script")) bad("kind " $3)
    if (!($4 == "library" && library($5)) && !($4 == "class" && prefix($5)) &&
        !($4 == "asset" && $5 ~ /^(assets|META-INF|assemblies|lib)\/[A-Za-z0-9_.*\/-]+$/)) bad("marker " $4 " " $5)
}
FILENAME ~ /families\/(wechat|kaspersky|tiktok)\.tsv$/ {
    columns(7)
    unique($1 " " $2 " " $3)
    if (!value($1, $2)) bad("kind or value: " $2)
    if ($1 == "owner") needs($2)
    if (!one_of($3, "android ios macos any")) bad("platform " $3)
    if (!one_of($4, "certain claim relative hint")) bad("confidence " $4)
    if ($4 == "hint" && $5 == "") bad("a hint that does not say what else it hits: " $2)
}
END {
    for (o in wanted)
        if (!(o in owner)) print wanted[o] ": no such owner: " o
    for (o in parent)
        if (parent[o] != "" && (parent[o] == o || owner[parent[o]] != owner[o] || parent[parent[o]] == o))
            print "owner " o ": not in the jurisdiction of its parent, or its own parent"
}' "$1/sdks/sdks.tsv" "$1/sdks/owners.tsv" "$1/domains/owners.tsv" "$1/packers/packers.tsv" \
        "$1/families/wechat.tsv" "$1/families/kaspersky.tsv" "$1/families/tiktok.tsv" ||
        echo "rows not read to their end"
    awk -F'\t' '
/^#/ { next }
FILENAME ~ /owners\.tsv$/ { owner[$1] = 1; next }
NF != 5 || $1 in seen || $2 == "" || $3 == "" || $5 == "" { print FILENAME ":" FNR ": family " $1 }
!($4 in owner) { print FILENAME ":" FNR ": no such owner: " $4 }
{ seen[$1] = 1 }' "$1/sdks/owners.tsv" "$1/families/families.tsv" ||
        echo "families not read to their end"
    grep -v '^#' "$1/families/families.tsv" | while read -r id rest; do
        [ -f "$1/families/$id.tsv" ] || echo "families: no file for $id"
    done
}

at_least() { # FILE ROWS
    [ "$(grep -vc '^#' "packs/$1")" -ge "$2" ]
}

is "no fault in any row" "$(faults packs)" ""
check "250 SDKs and more" at_least sdks/sdks.tsv 260
check "300 domains and more" at_least domains/owners.tsv 300
for file in sdks/sdks.tsv domains/owners.tsv families/wechat.tsv families/kaspersky.tsv families/tiktok.tsv; do
    check "$file says where its facts come from" grep -qi '^#.*source' "packs/$file"
done
check "the licence of the domain lists stays with them" grep -q 'MIT licence' packs/domains/owners.tsv
for family in tencent bytedance kaspersky huawei alibaba ant baidu yandex vk; do
    check "$family: a row for code that no narrower row names" \
        awk -F'\t' -v o="$family" '$3 == "family" && $4 == o { found = 1 } END { exit !found }' packs/sdks/sdks.tsv
done

# planted WHAT FILE SED SAYING: with that change in a copy, the fault is found, and said so
planted() {
    rm -rf "$work/packs"
    cp -r packs "$work/packs"
    sed "$3" "packs/$2" >"$work/packs/$2"
    check "fault found: $1" sh -c 'printf "%s" "$1" | grep -q "^.*$2"' - "$(faults "$work/packs")" "$4"
}
planted "an owner nobody knows" sdks/sdks.tsv '/^adjust	/s/	applovin	/	nobody	/' 'no such owner: nobody'
planted "a prefix without its end" sdks/sdks.tsv '/^adjust	/s|Lcom/adjust/sdk/|Lcom/adjust/sdk|' \
    'prefix Lcom/adjust/sdk:'
planted "a pattern for a prefix" sdks/sdks.tsv '/^adjust	/s|Lcom/adjust/sdk/|Lcom/.*/sdk/|' \
    'prefix Lcom/\.\*/sdk/:'
planted "the same id twice" sdks/sdks.tsv '/^adjust	/p' 'twice: adjust:'
planted "a prefix of two rows" sdks/sdks.tsv '/^adjust	/s|Lcom/adjust/sdk/|Lcom/appsflyer/|' \
    'twice: prefix Lcom/appsflyer/'
planted "no such category" sdks/sdks.tsv '/^adjust	/s/	attribution	/	tracker	/' 'category tracker'
planted "a row out of order" sdks/sdks.tsv '/^adjust	/s/^adjust/zadjust/' 'not sorted'
planted "a date that is none" sdks/sdks.tsv '/^adjust	/s/20[0-9-]*$/2026-02-30/' 'no ISO date: 2026-02-30'
planted "no such country" sdks/owners.tsv '/^kaspersky	/s/	RU	/	SU	/' 'jurisdiction SU'
planted "a child elsewhere than its parent" sdks/owners.tsv '/^umeng	/s/	CN	/	US	/' 'owner umeng: not in'
planted "a domain in capitals" domains/owners.tsv 's/^tiktok.com	/TikTok.com	/' 'domain TikTok.com'
planted "a digest too short" families/wechat.tsv '/^signer-sha256	/s/c	android/	android/' \
    'kind or value: 0fe4'
planted "a hint that hides what it hits" families/wechat.tsv '/^domain	qq.com	/s/hint	[^	]*/hint	/' \
    'a hint that does not say'
planted "a kind of packer nobody knows" packers/packers.tsv 's/	packer	library	libsecexe.so/	shell	library	libsecexe.so/' \
    'kind shell'
planted "a column missing" packers/packers.tsv '/	libsecexe.so	/s/	[^	]*$//' 'has 6 columns'
planted "a family without a file" families/families.tsv 's/^wechat	/weixin	/' 'no file for weixin'
finish
