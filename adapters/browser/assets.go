package browser

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"

	"magbot/bot/lang"
)

// Words are the sentences of the questions of forms, for lang.Load.
//
//go:embed words.en.toml
var Words embed.FS

//go:embed assets
var assetFiles embed.FS

//go:embed pages/*.html
var pageFiles embed.FS

// Asset is a file that browsers may keep for ever: its address holds its hash.
type Asset struct {
	body []byte
	kind string
	hash string
}

var assetKinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// Assets are the files that pages use, by name.
type Assets map[string]Asset

// LoadAssets reads the shared files, and those of "assets" in more.
func LoadAssets(more fs.FS) (Assets, error) {
	assets := Assets{}
	for _, files := range []fs.FS{assetFiles, more} {
		if err := assets.load(files); err != nil {
			return nil, err
		}
	}
	return assets, nil
}

func (a Assets) load(files fs.FS) error {
	entries, err := fs.ReadDir(files, "assets")
	if err != nil {
		return fmt.Errorf("read assets: %w", err)
	}
	for _, e := range entries {
		kind, served := assetKinds[path.Ext(e.Name())]
		if !served {
			continue
		}
		body, err := fs.ReadFile(files, "assets/"+e.Name())
		if err != nil {
			return fmt.Errorf("read asset: %w", err)
		}
		sum := sha256.Sum256(body)
		a[e.Name()] = Asset{body: body, kind: kind, hash: hex.EncodeToString(sum[:6])}
	}
	return nil
}

// Serve answers with the asset of a name; false when there is none, and nothing
// was answered then.
func (a Assets) Serve(w http.ResponseWriter, req *http.Request, name string) (ok bool, err error) {
	one, ok := a[name]
	if !ok {
		return false, nil
	}
	w.Header().Set("Content-Type", one.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("ETag", `"`+one.hash+`"`)
	if req.Header.Get("If-None-Match") == `"`+one.hash+`"` {
		w.WriteHeader(http.StatusNotModified)
		return true, nil
	}
	return true, send(w, http.StatusOK, one.body)
}

// Pages are templates: the shared ones ("body", "line", "field", "badge") and a
// set of one's own.
type Pages struct{ set *template.Template }

// LoadPages reads the shared templates, and those of "pages" in more, whose
// function asset gives the address of a file that is served under base.
func LoadPages(assets Assets, base string, more fs.FS) (*Pages, error) {
	t := template.New("").Funcs(template.FuncMap{
		"asset": func(name string) (string, error) {
			a, ok := assets[name]
			if !ok {
				return "", fmt.Errorf("no asset %q", name)
			}
			return base + name + "?" + a.hash, nil
		},
	})
	for _, files := range []fs.FS{pageFiles, more} {
		if _, err := t.ParseFS(files, "pages/*.html"); err != nil {
			return nil, fmt.Errorf("read pages: %w", err)
		}
	}
	return &Pages{t}, nil
}

// Part is one template with what it shows.
type Part struct {
	Name string
	Data any
}

// Draw runs templates one after another.
func (p *Pages) Draw(parts ...Part) ([]byte, error) {
	var b bytes.Buffer
	for _, one := range parts {
		if err := p.set.ExecuteTemplate(&b, one.Name, one.Data); err != nil {
			return nil, fmt.Errorf("draw %s: %w", one.Name, err)
		}
	}
	return b.Bytes(), nil
}

// Send answers with a page. The error is that of a browser that went away.
func Send(w http.ResponseWriter, status int, page []byte) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return send(w, status, page)
}

func send(w http.ResponseWriter, status int, body []byte) error {
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("answer a browser: %w", err)
	}
	return nil
}

// Lacks names the first sentence of a set that a catalogue does not have; empty
// when it has all.
func Lacks(words *lang.Catalogue, sets ...fs.FS) (key string, err error) {
	own, err := lang.Load(sets...)
	if err != nil {
		return "", err
	}
	for _, key := range own.Keys() {
		if !words.Has(key) {
			return key, nil
		}
	}
	return "", nil
}
