package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// row is a labelled message.
type row struct {
	text, lang, source string
	hate, toxic        int8 // 1, 0, or -1 when not known
}

// columns of the files; data/moderation/SOURCES.md describes them.
const columns = 8

// load reads a file of labelled messages. The error names the line.
func load(path string) (rows []row, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the labelled messages: %w", err)
	}
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = cerr
		}
	}()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<22)
	for number := 1; in.Scan(); number++ {
		if number == 1 {
			continue
		}
		p := strings.Split(in.Text(), "\t")
		if len(p) != columns {
			return nil, fmt.Errorf("%s, line %d: %d columns instead of %d", path, number, len(p), columns)
		}
		hate, herr := strconv.ParseInt(p[2], 10, 8)
		toxic, terr := strconv.ParseInt(p[3], 10, 8)
		if herr != nil || terr != nil {
			return nil, fmt.Errorf("%s, line %d: the labels %q and %q are no numbers", path, number, p[2], p[3])
		}
		rows = append(rows, row{text: p[1], hate: int8(hate), toxic: int8(toxic), lang: p[4], source: p[5]})
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return rows, nil
}
