"""What goes over the wire between WeChat's server and our door: envelopes, ciphers, XML."""
