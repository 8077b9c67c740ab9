"""Who can be reached and who is on duty: plain records and pure rules. Bytes in, bytes out; no other I/O."""
