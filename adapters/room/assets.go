package room

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"path"
)

//go:embed assets
var assetFiles embed.FS

//go:embed pages/*.html
var pageFiles embed.FS

// asset is a file that browsers may keep for ever: its address holds its hash.
type asset struct {
	body []byte
	kind string
	hash string
}

var assetKinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func loadAssets() (map[string]asset, error) {
	entries, err := assetFiles.ReadDir("assets")
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	assets := map[string]asset{}
	for _, e := range entries {
		kind, served := assetKinds[path.Ext(e.Name())]
		if !served {
			continue
		}
		body, err := assetFiles.ReadFile("assets/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("read asset: %w", err)
		}
		sum := sha256.Sum256(body)
		assets[e.Name()] = asset{body: body, kind: kind, hash: hex.EncodeToString(sum[:6])}
	}
	return assets, nil
}

func loadPages(assets map[string]asset) (*template.Template, error) {
	t := template.New("").Funcs(template.FuncMap{
		"asset": func(name string) (string, error) {
			a, ok := assets[name]
			if !ok {
				return "", fmt.Errorf("no asset %q", name)
			}
			return "/assets/" + name + "?" + a.hash, nil
		},
	})
	if _, err := t.ParseFS(pageFiles, "pages/*.html"); err != nil {
		return nil, fmt.Errorf("read pages: %w", err)
	}
	return t, nil
}

func (r *Room) serveAsset(w http.ResponseWriter, req *http.Request) {
	a, ok := r.assets[req.PathValue("file")]
	if !ok {
		r.problem(w, req, http.StatusNotFound, "room.not-found")
		return
	}
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("ETag", `"`+a.hash+`"`)
	if req.Header.Get("If-None-Match") == `"`+a.hash+`"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	r.send(w, http.StatusOK, a.body)
}
