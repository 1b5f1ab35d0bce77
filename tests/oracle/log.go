// A log that veto wrote, read by another implementation: golang.org/x/mod/sumdb/note and tlog. Arguments: the log's
// folder (checkpoint, tiles), a file of entries in hex, one a line, the verifier keys of the log and of a witness,
// and a file of proofs: "inclusion INDEX SIZE HASH..." and "consistency OLD SIZE HASH...".
package main

import (
	"bufio"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/ioutil"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Println("not verified:", err)
		os.Exit(1)
	}
}

func fail(text string) { must(fmt.Errorf("%s", text)) }

type tiles struct{ folder string }

func (t tiles) Height() int { return 8 }

func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

// Paths of tlog-tiles have no height: tile/8/0/x001/234.p/5 there is tile/0/x001/234.p/5 here.
func (t tiles) ReadTiles(want []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, w := range want {
		path := strings.Replace(w.Path(), "tile/8/", "tile/", 1)
		data, err := ioutil.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

// A verifier of cosignature/v1, which the library does not have.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	text := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(text), sig[8:])
}

func newCosigner(vkey string) cosigner {
	part := strings.SplitN(vkey, "+", 3)
	hash, err := strconv.ParseUint(part[1], 16, 32)
	must(err)
	key, err := base64.StdEncoding.DecodeString(part[2])
	must(err)
	if len(key) != 33 || key[0] != 4 {
		fail("no key of a cosigner")
	}
	return cosigner{part[0], uint32(hash), ed25519.PublicKey(key[1:])}
}

func lines(path string) []string {
	f, err := os.Open(path)
	must(err)
	defer f.Close()
	var out []string
	for s := bufio.NewScanner(f); s.Scan(); {
		out = append(out, s.Text())
	}
	return out
}

func main() {
	folder, entries, proofs := os.Args[1], lines(os.Args[2]), lines(os.Args[5])
	log, err := note.NewVerifier(os.Args[3])
	must(err)
	text, err := ioutil.ReadFile(filepath.Join(folder, "checkpoint"))
	must(err)
	opened, err := note.Open(text, note.VerifierList(log, newCosigner(os.Args[4])))
	must(err)
	if len(opened.Sigs) != 2 || len(opened.UnverifiedSigs) != 0 {
		fail("not both signatures verify")
	}
	part := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(part[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(part[2])
	must(err)
	if part[0] != log.Name() || size != int64(len(entries)) {
		fail("the checkpoint is of another log")
	}

	// Every leaf, out of the tiles, authenticated against the root; and the roots of our own tree of the entries.
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, tiles{folder})
	var stored []tlog.Hash
	own := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, i := range indexes {
			out = append(out, stored[i])
		}
		return out, nil
	})
	roots := []tlog.Hash{{}}
	var leaf []tlog.Hash
	for i, e := range entries {
		data, err := hex.DecodeString(e)
		must(err)
		got, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(i))})
		must(err)
		if got[0] != tlog.RecordHash(data) {
			fail(fmt.Sprintf("leaf %d", i))
		}
		leaf = append(leaf, got[0])
		more, err := tlog.StoredHashes(int64(i), data, own)
		must(err)
		stored = append(stored, more...)
		r, err := tlog.TreeHash(int64(i+1), own)
		must(err)
		roots = append(roots, r)
	}
	if roots[size] != root {
		fail("the root")
	}
	count := 0
	for _, p := range proofs {
		word := strings.Fields(p)
		a, _ := strconv.ParseInt(word[1], 10, 64)
		b, _ := strconv.ParseInt(word[2], 10, 64)
		var hashes []tlog.Hash
		for _, w := range word[3:] {
			data, err := hex.DecodeString(w)
			must(err)
			var h tlog.Hash
			copy(h[:], data)
			hashes = append(hashes, h)
		}
		if word[0] == "inclusion" {
			must(tlog.CheckRecord(tlog.RecordProof(hashes), b, roots[b], a, leaf[a]))
		} else {
			must(tlog.CheckTree(tlog.TreeProof(hashes), b, roots[b], a, roots[a]))
		}
		count++
	}
	fmt.Printf("verified: %d entries, %d proofs\n", size, count)
}
