"""Azure on this machine: a web server that speaks as Data Factory and Synapse do, well and badly."""
