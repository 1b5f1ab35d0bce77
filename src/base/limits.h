/*
 * Every limit of the project, with the reason for its value. Each is a count
 * of work or of bytes, never of seconds, so that the same input always stops
 * at the same place. Reaching one is recorded as an anomaly with effect
 * `limit` and in coverage; tests try each at limit-1, limit and limit+1.
 */
#ifndef VETO_BASE_LIMITS_H
#define VETO_BASE_LIMITS_H

/* Archives inside archives: an .xapk holds an .apk that holds an .apk asset; more is a quine or a bomb. */
#define LIMIT_NESTING 6

/* Larger files are mapped and checked for change instead of copied into memory. */
#define LIMIT_SEALED_FILE (64u << 20)

/* One entry inflated whole: twice the largest DEX, library or resource table seen in a real app. */
#define LIMIT_ENTRY_SIZE (256u << 20)

/* All entries of one app together, inflated: 1 GiB takes libdeflate about a second. */
#define LIMIT_INFLATE_TOTAL (1u << 30)

/* Bytes of entries of one app that are begun ahead: more than that is inflated when it is asked for. */
#define LIMIT_AHEAD (256u << 20)

/* DEX files of one app that are begun ahead, each with memory of its own: the others are read in their turn. */
#define LIMIT_DEX_AHEAD 128u

/* Memory of one app's arena; the jail's address space limit lies above it. */
#define LIMIT_ARENA (1536u << 20)

/* Central directory records of one archive: what 16-bit counts can say, ten times over for ZIP64. */
#define LIMIT_ENTRIES 655350u

/* Logical DEX files in one container of version 041; builders make as many as classesN.dex, a few dozen. */
#define LIMIT_DEX_IN_CONTAINER 1024u

/* Entries of a DEX map that are searched for call sites: there are 21 types and each may occur once. */
#define LIMIT_DEX_MAP 64u

/* Bytes walked in lists and code that several rows of a DEX may share, as a multiple of the file; real files stay below 2. */
#define LIMIT_DEX_WORK 16u

/* Bytes of one name or string of a DEX when it is printed; a class file allows 65535 for a constant. */
#define LIMIT_DEX_NAME (256u << 10)

/* DEFLATE blocks looked at for an entry's first bytes: compressors put them in the first; an empty one gives none. */
#define LIMIT_PEEK_BLOCKS 16u

/* Output, and input, of entries of unknown method tried as DEFLATE streams, per archive: manifests and tables are far smaller. */
#define LIMIT_DECOY_INFLATE (32u << 20)

/* Pairs of one APK Signing Block: real ones have fewer than ten. */
#define LIMIT_SIGNING_PAIRS 4096u

/* Signers and former signers of one APK: the platform takes ten signers, lineages have a handful of nodes. */
#define LIMIT_SIGNERS 256u

/* Nodes of one lineage: each costs a verification; real ones have two or three. */
#define LIMIT_LINEAGE 64u

/* Keys used for verifying: the largest RSA key that libcrypto takes; one use costs a millisecond. */
#define LIMIT_KEY_BITS 16384

/* One certificate: ten times the largest with a 16384-bit key. */
#define LIMIT_CERTIFICATE (64u << 10)

/* All JAR manifests and signature files of one app: 65,535 entries take half of it. */
#define LIMIT_JAR_TEXT (16u << 20)

/* Sections of one JAR manifest or signature file: an entry each, and then some. */
#define LIMIT_JAR_SECTIONS 1000000u

/* SignerInfos and certificates of one JAR signature block; real ones have one of each, or a chain. */
#define LIMIT_PKCS7_ITEMS 64u

/* Anomaly rows kept per code and app; the rest are counted in the last one. */
#define LIMIT_ANOMALIES_PER_CODE 64u

/* One frame a child may send: a row with a string of a megabyte and some more. */
#define LIMIT_FRAME (4u << 20)

/* Everything one child may send: a query over all strings of the largest apps. */
#define LIMIT_CHILD_OUTPUT (2ull << 30)

/* What is read from a pipe or "-" before it is refused. */
#define LIMIT_PIPE_INPUT (1ull << 30)

/* Address space of a child beyond its inputs; lies above LIMIT_ARENA. */
#define LIMIT_CHILD_MEMORY (2ull << 30)

/* Processor seconds of a child: a net under the counters of work, never what decides a result. */
#define LIMIT_CHILD_CPU 300u

/* Seconds in which a child with a helper says nothing and uses no processor before it is ended: it waits for itself. */
#define LIMIT_CHILD_IDLE 10

/* A statement, and any value SQL may build: one printf() of a gigabyte runs past every step budget. */
#define LIMIT_SQL_LENGTH (1 << 20)

/* Archives inside one app that are read: assets of thousands of small archives are data, not code. */
#define LIMIT_ARTIFACTS 1000u

/* Permissions that an app asks for; the platform defines some 900, apps ask for dozens. Each is compared with
 * those before. */
#define LIMIT_PERMISSIONS 4096u

/* Requests for permissions that one with usesPermissionFlags is compared with; none further is looked for. */
#define LIMIT_PERMISSION_FLAGS 256u

/* Rows of intent_filters: actions times <data> of each filter; real apps have hundreds. */
#define LIMIT_FILTER_ROWS 20000u

/* Criteria of one run: bits and rows are kept for each. */
#define LIMIT_CRITERIA 2000u

/* Findings kept of one criterion; the answer is yes all the same, and says that there are more. */
#define LIMIT_FINDINGS 500u

/* Reasons one policy may give; one that gives more is undetermined, whatever they are. */
#define LIMIT_REASONS 10000u

/* SQLite instructions of one criterion or policy, in thousands: ten times what the slowest of ours needs. */
#define LIMIT_CRITERION_STEPS 20000u

/* A record as JSON: the facts of the largest apps and the text of all criteria come to some 2 MB. */
#define LIMIT_RECORD (256u << 20)

/* Objects and arrays inside each other in JSON: a record has five, SARIF a dozen. */
#define LIMIT_JSON_DEPTH 31u

/* Values in one JSON text: twenty times what the largest app gives with every criterion; 200 MB of memory. */
#define LIMIT_JSON_NODES (4u << 20)

/* Apps that one app is compared with: a market's whole category; a matrix of more is read by nobody. */
#define LIMIT_PEERS 1000u

/* Bytes of a peer's name kept in a record: names are shown beside others, longer ones are cut. */
#define LIMIT_PEER_TEXT 256u

/* Entries of a library's dynamic section: real ones have some dozens. */
#define LIMIT_ELF_TAGS 65536u

/* Libraries one library needs: real ones name fewer than a hundred. */
#define LIMIT_ELF_NEEDED 4096u

/* A name or search path in a library: what the kernel takes as a path. */
#define LIMIT_ELF_STRING 4096u

/* Dynamic symbols looked at: ten times what the largest unstripped library of an app exports. */
#define LIMIT_ELF_SYMBOLS (2u << 20)

/* Bytes of text decoded from one string pool: many strings may share the same bytes, and UTF-16 grows. */
#define LIMIT_POOL_TEXT (64u << 20)

/* Elements of one XML document; the largest manifests have some ten thousand. */
#define LIMIT_XML_ELEMENTS (1u << 20)

/* Attributes of one XML document: with an attribute size of 0 each element can show 65,535 from no bytes at all. */
#define LIMIT_XML_ATTRIBUTES (1u << 18)

/* Chunks of values in one resource table: five times what the largest have, all languages counted. */
#define LIMIT_ARSC_TYPES 16384u

/* Packages in one resource table: ids have eight bits. */
#define LIMIT_ARSC_PACKAGES 256u

/* Chunks of values looked at while resources of one table are looked up: a hundred times what a manifest needs. */
#define LIMIT_ARSC_STEPS (1u << 24)

/* References followed from one resource; AssetManager2::ResolveReference() follows 20. */
#define LIMIT_REFERENCES 20u

/* Bytes of files kept in memory between looking at them and reading them. */
#define LIMIT_HELD (256u << 20)

/* Bytes of inflated libraries kept for a second look, in one archive: half of what the memory budget leaves. */
#define LIMIT_KEPT (16u << 20)

/* Bytes of inflated binary XML of one archive kept for a second look: about twice what the largest apps have. */
#define LIMIT_KEPT_XML (4u << 20)

/* Capabilities in the table of a page; the pack has a hundred, a hostile child may name any number. */
#define LIMIT_CAPABILITIES_SHOWN 400u
/* Types of one DEX without a checked order that are looked at one by one: ART opens at most 65,536. */
#define LIMIT_KEY_TYPES (1u << 20)

/* Places in texts where an address or a key may stand, per app; the largest apps have some thousands. */
#define LIMIT_MARKS 20000u

/* Bytes shown of one text around a mark: the longest keys and most addresses fit. */
#define LIMIT_MARK_TEXT 1024u

/* Bytes of texts searched for addresses and keys, per app: several DEX of a container may share the same text. */
#define LIMIT_TEXT_SEARCH (1u << 30)

/* One text file of an app (script, page, configuration) that is searched for addresses and keys. */
#define LIMIT_TEXT_ENTRY (16u << 20)

/* All of them together, inflated; the largest bundles of scripts have some ten megabytes. */
#define LIMIT_TEXT_ENTRIES (32u << 20)

/* Rows of endpoints; large apps name two thousand addresses. */
#define LIMIT_ENDPOINTS 5000u

/* Rows of secrets: an app with more holds a list of something else. */
#define LIMIT_SECRETS 1000u

/* Components whose classes are looked for in the DEX files, to tell whether most of them are there; large apps have hundreds. */
#define LIMIT_COMPONENTS_SOUGHT 4096u

/* Methods of a call path that are written out: of a longer one the entry point and its last methods. Apps that people
 * make need some thirty; a hostile chain of tens of thousands would be written once for each claim. */
#define LIMIT_PATH_STEPS 256u
/* Steps of the code graph of one app (pairs of calls and classes, classes above a class): the largest apps need a
 * fiftieth. */
#define LIMIT_GRAPH_WORK (1u << 28)
/* Steps of listing all edges of one method: those to one that a thousand calls come to, on a class with a thousand below. */
#define LIMIT_GRAPH_LISTING (1u << 20)

/* Bytes of layouts and other binary XML files that are looked at for what they make the platform run: ten times what
 * the largest apps have. */
#define LIMIT_GRAPH_LAYOUTS (64u << 20)

/* Values of one call site that are looked at: three that each has, and 251 that a bootstrap method may be given. */
#define LIMIT_CALL_SITE_VALUES 254u

/* Parameters of one method that are told apart: no class file may have more. */
#define LIMIT_GRAPH_PARAMETERS 255u

/* An SSH signature, armored: one of the longest RSA key takes six kilobytes. */
#define LIMIT_SSHSIG (16u << 10)

/* A file of one private key: the longest RSA key takes thirteen kilobytes. */
#define LIMIT_KEY_FILE (64u << 10)

/* RSA keys shorter than this sign nothing that has to hold for years: NIST SP 800-131A. */
#define LIMIT_RSA_LEAST 2048

/* Lines of one allowed-signers file: one for each official of the largest department, several times over. */
#define LIMIT_SIGNERS_LINES 10000u

/* An allowed-signers file: room for that many lines. */
#define LIMIT_SIGNERS_FILE (16u << 20)

/* A message of an ssh-agent: what OpenSSH's own client takes. */
#define LIMIT_AGENT_REPLY (256u << 10)

/* A signed note: a checkpoint of three lines, and signatures of witnesses, the longest of them of five kilobytes. */
#define LIMIT_NOTE (256u << 10)

/* Signatures of one note: the rule asks for sixteen; a checkpoint with more witnesses than this is no better for it. */
#define LIMIT_NOTE_SIGNATURES 64u

/* Families of one run: ours and an organisation's; each is a product that a policy speaks of. */
#define LIMIT_FAMILIES 1000u

/* Identifiers of one family: a hundred times the longest list of ours. */
#define LIMIT_FAMILY_ROWS 10000u

/* One file of an organisation's folder of families: as many rows as there may be, of the longest kind. */
#define LIMIT_FAMILY_FILE (8u << 20)

/* A form of hand-made tries: LIMIT_SAMPLE devices, each with a few families and a note. */
#define LIMIT_TRIALS_FILE (8u << 20)

/* Malformed rows of one answer that are named; the rest are counted. */
#define LIMIT_OBSERVE_PROBLEMS 4096u

/* Apps of one device of an answer: phones with every app of a store's first pages have some thousands. */
#define LIMIT_DEVICE_APPS 100000u

/* Different texts of an answer that its reader has numbers for; then it begins anew: some 60 MB for both sides. */
#define LIMIT_ANSWER_TEXTS (1u << 19)

/* Bytes of one text of an answer; the longest display names have some hundred. */
#define LIMIT_ANSWER_TEXT 1024u

/* Departments of one issued list: a government has hundreds. */
#define LIMIT_DEPARTMENTS 10000u

/* Devices of one sample: what a long double can hold of the binomial distribution; auditors try dozens. */
#define LIMIT_SAMPLE 10000u

/* Devices of a synthetic fleet: ten times the largest that a benchmark asks for. */
#define LIMIT_DEMO_DEVICES 10000000u

/* One page of a synthetic answer: fifty devices with a thousand apps each. */
#define LIMIT_DEMO_PAGE (64u << 20)

/* A statement with its signatures: what an entry of the largest transparency logs may have; larger evidence is
 * referred to by digest. */
#define LIMIT_STATEMENT 65535u

/* What the log holds of a statement: a commitment, a kind and a time. */
#define LIMIT_LOG_ENTRY 512u

/* A dossier: an archive of a matter's statements with the records and files they refer to, of a megabyte or a few each. */
#define LIMIT_DOSSIER (256u << 20)

/* The name of a log, one line of its checkpoints; the longest that a host name allows. */
#define LIMIT_LOG_ORIGIN 255u

/* Statements about families kept of one file: a hundred for each identifier there is. */
#define LIMIT_LINT_ROWS 20000u

/* Lines that could not be read, of one file, that are shown; the rest are counted. */
#define LIMIT_LINT_PROBLEMS 64u

/* Bytes shown of such a line, or of what set off a trap. */
#define LIMIT_LINT_TEXT 200u

/* One thing a reader of an administrator's file may say: a name with its place. */
#define LIMIT_LINT_MESSAGE 8192u

/* Bytes of one identifier that a file states: platforms allow 255 for a package. */
#define LIMIT_LINT_VALUE 1024u

/* Lines looked at to tell what a file is: lists begin with some dozens of comments. */
#define LIMIT_LINT_PROBE 2000u

/* Sets of one nftables ruleset; each rule that drops is compared with all of them. */
#define LIMIT_LINT_SETS 64u

/* Elements of one list of a statement: each is compared with those before; sixty-four kilobytes hold few more. */
#define LIMIT_STATEMENT_LIST 1000u

/* Bytes of the name of a case: it is part of every statement, and of file names. */
#define LIMIT_STATEMENT_NAME 200u

/* Rules of one file on what decisions have to keep to: ours has a dozen. */
#define LIMIT_PROCESS_ROWS 1000u

/* Containers inside each other in a property list: profiles have a handful. */
#define LIMIT_PLIST_DEPTH 64u

/* Values of one property list, objects of the binary form counted each time they are named. */
#define LIMIT_PLIST_NODES (1u << 20)

/* A property list in XML, and a text in it: profiles with certificates and icons have some megabytes. */
#define LIMIT_PLIST_TEXT (64u << 20)

/* Seconds that one request to a device over adb may take: removing a large app from a slow phone takes some ten. */
#define LIMIT_ADB_SECONDS 60u

/* Bytes of what one command prints on a device: a thousand apps are listed in a hundredth of it. */
#define LIMIT_ADB_OUTPUT (8u << 20)

/* Bytes of one request to the adb server: it takes no more itself. */
#define LIMIT_ADB_REQUEST 1024u

/* Users and profiles of one device, secondary users and guests included: Android allows a few dozen at most. */
#define LIMIT_ADB_USERS 64u

/* Devices of one adb server: hubs for phones have some dozens of ports. */
#define LIMIT_ADB_DEVICES 256u

/* How long a probe waits for a resolver's answer, in milliseconds: resolvers give up on other servers after one or two seconds. */
#define LIMIT_PROBE_MS 3000

/* A file that a run puts in its place, or finds there: the largest policies and zones have some megabytes. */
#define LIMIT_PLACE_FILE (32u << 20)

/* Words of a command that makes a program read its files again. */
#define LIMIT_RELOAD_WORDS 32u

/* Bytes of what such a command prints, which is only counted. */
#define LIMIT_RELOAD_OUTPUT (1u << 20)

/* Seconds that such a command may take: a resolver reads a million names in some ten. */
#define LIMIT_RELOAD_SECONDS 60u

/* Rows of a file of targets: an organisation has some dozens of resolvers and folders. */
#define LIMIT_TARGETS 1000u

/* Steps of one run: one for each device that is reached one by one, and one for each file. */
#define LIMIT_RUN_STEPS (1u << 20)
/* Pages of one answer that are fetched: ten thousand hold the devices of the largest employers, ten times over. */
#define LIMIT_FETCH_PAGES 100000u

/* One page of an answer: the largest that management systems send have some megabytes. */
#define LIMIT_FETCH_PAGE (64u << 20)

/* An address: those of next pages hold the whole state of the server, some kilobytes. */
#define LIMIT_FETCH_URL 16384u

/* Times one page is asked for, when the server is busy: with doubling waits that is some minutes. */
#define LIMIT_FETCH_TRIES 8u

/* Seconds that a busy server may ask to wait before the next try; Graph asks for up to some minutes. */
#define LIMIT_FETCH_WAIT 300

/* Removals queued on an MDM server that one file of events is compared with: ten apps on a pilot of two thousand devices. */
#define LIMIT_MDM_REMOVALS 20000u

/* Addresses in the deny list of Apple's built-in web filter: Apple says to keep them to about 500. */
#define LIMIT_APPLE_FILTER 500u

/* Apps that an Android Management API policy may name in 'applications': its reference says at most 3,000. */
#define LIMIT_AMAPI_APPS 3000u

/* One file of sentences, or of ways to save messages, for notices to users: fifty times the longest of ours. */
#define LIMIT_NOTICE_FILE (1u << 20)

/* Sources, resolvers, cases and reports of one routine: an organisation has a few dozen. */
#define LIMIT_ROUTINE_JOBS 500u

/* The file that names them: each line two pages of text long. */
#define LIMIT_ROUTINE_FILE (2u << 20)

/* What one job of a routine says that is kept for the log; more is counted. */
#define LIMIT_ROUTINE_OUTPUT (64u << 10)

#endif
