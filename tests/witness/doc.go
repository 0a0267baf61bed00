// Package witness holds the emulator and the plugin's SQL against programs that others
// wrote, see README.md. Its tests have the build tag witness, since they need Java.
package witness
