"""The FlexVPN domain, pure: values in, values out; no socket, no file, no printing."""
