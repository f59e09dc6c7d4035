"""Made-up studies for a first look: a synthetic thorax as CT, PET and MR of one body."""
