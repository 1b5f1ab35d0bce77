#!/bin/sh
# Notices to users: before, after, and when it was revoked; in both languages, complete, accessible; refused when there is nothing to tell.
. "$(dirname -- "$0")/lib.sh"

ex=$work/ex
doc/example/make "$ex" >"$work/log" 2>&1
VETO_STORE=$ex/store.db
export VETO_STORE
desk="Service desk, desk@example.org"
bureau="Centre de services, bureau@example.org"
later=$(date -u -d '+14 days' +%F)
notice() {
    name=$1
    shift
    run "$VETO" user-notice "$name" --contact "$desk" --contact-fr "$bureau" "$@"
}

check "every row of the packs is well formed, and sorted" python3 - <<'PY'
import datetime, re
for name, columns in (("words", 3), ("saving", 8)):
    body = [l for l in open(f"packs/notices/{name}.tsv", encoding="utf-8").read().splitlines() if not l.startswith("#")]
    keys = [l.split("\t")[0] for l in body] if name == "words" else body
    assert keys == sorted(set(keys), key=str.encode), name
    for l in body:
        f = l.split("\t")
        assert len(f) == columns and all(x and x == x.strip() for x in f), l
        texts = f[1:3] if name == "words" else f[4:6]
        assert set(re.findall(r"{\w+}", texts[0])) == set(re.findall(r"{\w+}", texts[1])), l
        assert texts[0] != texts[1] or f[0] in ("contact", "head-exceptions"), l
        if name == "saving":
            datetime.date.fromisoformat(f[7])
# each sentence that the program says is there, and each that is there is said
source = open("src/fleet/user_notice.c").read()
ids = {l.split("\t")[0] for l in open("packs/notices/words.tsv") if not l.startswith("#")}
said = {i for i in re.findall(r'"([a-z]+(?:-[a-z]+)*)"', source) if re.search(rf'(?:say\w*\(|sentence\(|say_steps\(|\? |: )[^;\n]*"{i}"', source)}
made = {f"{k}-{w}" for k in ("before", "after") for w in ("remove", "block-install", "block-traffic", "block-traffic-app", "restrict", "monitor", "allow", "kicker")}
made |= {f"{k}-{p}-{d}" for k in ("before", "after") for p in ("title", "short") for d in ("remove", "block", "other")} | {"lifted-kicker"}
made |= {"ground-" + l.split("\t")[1] for l in open("packs/process/default.tsv") if l.startswith("exception-ground")}
assert made <= ids, made - ids
assert ids - made <= said, ids - made - said
for literal in re.findall(r'(?:say(?:_day|_text)?\(w, (?:USER_\w+, )?|sentence\(w, )"([a-z-]+)"', source):
    assert literal in ids, literal
families = {l.split("\t")[0] for l in open("packs/families/families.tsv") if not l.startswith("#")}
saving = {l.split("\t")[0] for l in open("packs/notices/saving.tsv") if not l.startswith("#")}
assert saving == families, saving ^ families
PY

notice wechat --when "pilot=$later,all=$(date -u -d '+21 days' +%F)" --words doc/example/notice-words.tsv --out "$work/n"
is "both notices" "$status" 0
is "their files" "$(cd "$work/n" && echo *)" "notice-after.en.short.txt notice-after.en.txt notice-after.fr.short.txt notice-after.fr.txt notice-after.html notice-before.en.short.txt notice-before.en.txt notice-before.fr.short.txt notice-before.fr.txt notice-before.html"
check "texts that are in one language only are named" says "NOT IN BOTH LANGUAGES: 2 texts"
check "which these are" says "pilot"
check "no English in the French but those" python3 - "$work/n" "$VETO" <<'PY'
import json, re, subprocess, sys
text = open(f"{sys.argv[1]}/notice-before.fr.txt", encoding="utf-8").read()
english = open(f"{sys.argv[1]}/notice-before.en.txt", encoding="utf-8").read()
for word in ("devices", "the app", " and ", "officer", "example"):
    assert word not in text.lower().replace("desk@example.org", "").replace("bureau@example.org", "").replace("migrate chats to another device", ""), word
case = json.loads(subprocess.run([sys.argv[2], "case", "wechat", "--json"], capture_output=True, text=True).stdout)
(d,) = [s["statement"] for s in case["statements"] if s["statement"]["kind"] == "determination"]
assert d["reasons_en"] in english and d["reasons_fr"] in text
assert d["authority"] in english and d["office"] in english and d["scope"][0] in english
assert "desk@example.org" in english and "bureau@example.org" in text
assert len(english.splitlines()) == len(text.splitlines())
for family in "wechat",:
    rows = [l.rstrip("\n").split("\t") for l in open("packs/notices/saving.tsv", encoding="utf-8") if l.startswith(family)]
    for r in rows:
        assert (r[4] in english) == (r[1] == "before"), r[4]
        assert (r[5] in text.replace("\u202f", " ")) == (r[1] == "before"), r[5]
    after = open(f"{sys.argv[1]}/notice-after.en.txt", encoding="utf-8").read()
    for r in rows:
        assert (r[4] in after) == (r[1] == "after"), r[4]
for name in "law enforcement", "national security", "security research", "366 days", "delete nothing and ask first", "iPhone and iPad":
    assert name in english, name
for name in ("before", "after"):
    for l in ("en", "fr"):
        short = open(f"{sys.argv[1]}/notice-{name}.{l}.short.txt", encoding="utf-8").read()
        assert len(short) < 300 and short.count("\n") == 1 and "@example.org" in short, short
page = open(f"{sys.argv[1]}/notice-before.html", encoding="utf-8").read()
import html
for l, t in (("en", english), ("fr", text)):
    article = html.unescape(re.sub(r"<[^>]*>", "\n", re.search(rf'<article lang="{l}">(.*?)</article>', page, re.S).group(1)))
    for line in t.splitlines():
        assert re.sub(r"^(- |\d+\. )", "", line) in article, line
    assert "Removal of WeChat" in article or l == "fr"
assert "<script" not in page and " style=" not in page
PY
"$VETO" user-notice wechat --contact "$desk" --contact-fr "$bureau" --when "pilot=$later,all=$(date -u -d '+21 days' +%F)" --words doc/example/notice-words.tsv --out "$work/n2" >"$work/out" 2>&1
check "the same bytes the second time" diff -r "$work/n" "$work/n2"

notice chatter
is "a case that there is not: 2" "$status" 2
run "$VETO" user-notice wechat
is "nobody to ask: 2" "$status" 2
check "and what to do about it" says "--contact TEXT"
printf 'user-contact\tthe desk\tus\nuser-contact-fr\tle bureau\tus\n' >"$work/process"
LC_ALL=fr_CA.UTF-8 run "$VETO" user-notice wechat --after --process "$work/process"
is "the contact is the policy's" "$(grep -c '^le bureau$' "$work/out")" 1
check "a policy without grounds names none" sh -c '! grep -q "que pour" "$1"' - "$work/out"
notice wechat --before
is "the day to be ready is past: refused" "$status" 1
check "and what to do about it" says "--when DAY"
notice wechat
check "without a word the other one is written, and that said first" sh -c 'head -n 1 "$1" | grep -q "NO NOTICE BEFORE"' - "$work/err"
is "and it is no failure" "$status" 0
notice wechat --when 2001-01-01
is "before the determination holds: refused" "$status" 1
for day in 2026-13-01 =2026-12-01 "a=" , ""; do
    notice wechat --when "$day"
    is "no day ($day): 2" "$status" 2
done
notice kaspersky --out "$work/k"
is "what was revoked: what comes back" "$(cd "$work/k" && echo *)" "notice-lifted.en.short.txt notice-lifted.en.txt notice-lifted.fr.short.txt notice-lifted.fr.txt notice-lifted.html"
check "and why" grep -q "As the review found" "$work/k/notice-lifted.en.txt"
check "and what does not" grep -q "nobody saved, do not come back" "$work/k/notice-lifted.en.txt"
notice kaspersky --before
is "of which there is no notice before: refused" "$status" 1
"$VETO" acquire undecided "artifacts=@$ex/app.apk" date=2026-01-01 from=other store=s tool=t --key "$ex/analyst.key" --yes >"$work/log" 2>&1
notice undecided
is "nothing is decided: refused" "$status" 1
check "by its reason" says "no determination of this case is in force"
notice tiktok --as-of 2001-01-01 --after
is "a determination that does not hold yet: no notice after" "$status" 1
notice tiktok --when "$later" --before --words "$work/none"
is "a file that is not there: 1" "$status" 1
printf 'meaning\tNo name\tSans nom\n' >"$work/words"
notice tiktok --when "$later" --before --words "$work/words"
check "a sentence that lost its name is refused" says "$work/words:1: meaning: both languages have {title}"
printf 'org.example.chatter\tbefore\t1\tandroid\tOwn step\tPas \xc3\xa0 pas\tus\t2026-11-01\ntiktok\tbefore\t1\tany\tOwn way\tVoie propre\tus\t2026-11-01\n' >"$work/saving"
LC_ALL=C notice tiktok --when "$later" --before --saving "$work/saving"
check "an organisation's own way to save messages" says "- Own way"
check "takes the place of ours" sh -c '! grep -q "Download your data" "$1"' - "$work/out"

# The app that a determination names; one that nothing is known of; one without a hold.
doc/example/make "$work/short" chatter >"$work/log" 2>&1
VETO_STORE=$work/short/store.db
LC_ALL=C notice chatter --when "$later" --before
check "of an app that was not checked it is said" says "For this app no way of saving messages has been checked"
check "and no hold where there is none" sh -c '! grep -q "preserved before" "$1"' - "$work/out"
LC_ALL=C notice chatter --when "$later" --before --saving "$work/saving"
check "an app that the determination names has steps" says "- Android: Own step"
printf 'serial,asset_tag,department,platform,ownership,issued\nS1,A1,IT,android,corporate,2026-01-01\n' >"$work/issued.csv"
"$VETO" observe issued "$work/issued.csv" --time 2026-11-01T06:00:00Z >"$work/log"
printf 'package:/a=com.tencent.mm  installer=x\n' >"$work/pm.txt"
"$VETO" observe pm "$work/pm.txt" --serial S1 --time 2026-11-02T06:00:00Z --keep-all --purpose 'a study' --retain-until 2199-01-01 >"$work/log" 2>&1
LC_ALL=C notice chatter --when "$later" --before
check "what is kept of all apps is told" grep -q "Lists of all apps are kept until 1.*January.*2199, for this purpose: a study" "$work/out"

if command -v tidy >/dev/null; then
    check "tidy finds nothing wrong" sh -c 'for f; do tidy -q -e --drop-empty-elements no "$f" || { echo "$f"; exit 1; }; done' - "$work"/n/*.html "$work"/k/*.html
else
    count=$((count + 1))
    echo "ok $count - tidy # SKIP it is not installed"
fi
if have_browser; then
    check "axe finds nothing, nothing overflows, the switch works, in both languages" $browser axe "$work/n/notice-before.html" "$work/n/notice-after.html" "$work/k/notice-lifted.html"
else
    count=$((count + 1))
    echo "ok $count - in a browser # SKIP chromium, or npm and its registry, cannot be reached"
fi
finish
