"""The database's floor: engine, unit of work, row-level security, naming, sealed and UTC columns."""
