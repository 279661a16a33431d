"""Knowledge: what may be recorded of a patient, and the drugs and sources that rules cite."""
