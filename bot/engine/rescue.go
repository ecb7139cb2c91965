package engine

import (
	"fmt"
	"runtime"
	"strings"
)

// rescue makes an error of a panic in a feature's rule, so that it harms
// nobody else: neither the process nor the stream. It must be deferred. What
// the panic said is told only where it comes from Go itself, because a rule's
// own words may hold what a person wrote; the place in the code is always told.
func rescue(err *error, what string, args ...any) {
	cause := recover() //nolint:revive // rescue is what is deferred
	if cause == nil {
		return
	}
	if stopped, is := cause.(unreadable); is {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(what, args...), stopped.err)
		return
	}
	said := fmt.Sprintf("%T", cause)
	if fault, ok := cause.(runtime.Error); ok {
		said = fault.Error()
	}
	*err = fmt.Errorf("%s broke at %s: %s", fmt.Sprintf(what, args...), brokeAt(), said)
}

// brokeAt finds where the panic began: the first function below the runtime's
// own.
func brokeAt() string {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers[:])])
	panicked := false
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "runtime.") {
			panicked = true
		} else if panicked {
			return fmt.Sprintf("%s:%d", f.Function, f.Line)
		}
		if !more {
			return "a place unknown"
		}
	}
}
