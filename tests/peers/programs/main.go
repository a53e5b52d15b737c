// Writes a PKCS12 file as step-ca's `step certificate p12` does: with go-pkcs12. Reads PEM, key and chain, on stdin.
package main

import (
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"os"

	"software.sslmate.com/src/go-pkcs12"
)

func main() {
	rest, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	var key interface{}
	var chain []*x509.Certificate
	for block, more := pem.Decode(rest); block != nil; block, more = pem.Decode(more) {
		if block.Type == "CERTIFICATE" {
			certificate, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				log.Fatal(err)
			}
			chain = append(chain, certificate)
		} else if key, err = x509.ParsePKCS8PrivateKey(block.Bytes); err != nil {
			log.Fatal(err)
		}
	}
	encoder := map[string]*pkcs12.Encoder{
		"modern": pkcs12.Modern2023, "legacy-des": pkcs12.LegacyDES, "legacy-rc2": pkcs12.LegacyRC2,
	}[os.Args[1]]
	data, err := encoder.Encode(key, chain[0], chain[1:], os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	os.Stdout.Write(data)
}
